"""Forms and registers for the tests of the template engine."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from checkpoint_app import lists, paths
from checkpoint_app.model import template_file
from checkpoint_app.model.template import Context, Template

HEAD = """id = "shabei.test"
version = 1
title = { zh = "试验", en = "Test" }
duty = ["any"]
"""
TAIL = """
[list]
columns = ["at"]
[print]
columns = ["at"]
"""


KNOWN = {("officer", "101234"): "o1", ("officer", "张建国"): "o1", ("officer", "FJ1001"): "o2", ("site", "黄河路卡点"): "s1"}
NAMES = {"o1": "张建国", "o2": "李四", "s1": "黄河路卡点"}


class Registers:
    """Two officers and one site."""

    def find(self, noun: str, name: str, /) -> str | None:
        return name if name in NAMES else KNOWN.get((noun, name))

    def name(self, _noun: str, record: str, /) -> str:
        return NAMES.get(record, record)

    def officer_kind(self, record: str, /) -> str:
        return {"o1": "OFFICER", "o2": "AUX"}.get(record, "")

    def attribute(self, _noun: str, record: str, name: str, /) -> object:
        return {("o1", "kind"): "OFFICER", ("e1", "kind"): "POWDER"}.get((record, name))


def context(*, masked: bool = False) -> Context:
    rows = itertools.count(1)
    now = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    zone = ZoneInfo("Asia/Shanghai")
    return Context(zone=zone, now=now, registers=Registers(), masked=masked, new_row_id=lambda: f"row{next(rows)}")


def form(fields: str, *, tail: str = TAIL) -> Template:
    return template_file.parse((HEAD + fields + tail).encode(), lists.choices())


def shipped(name: str) -> Template:
    return template_file.parse(paths.resource("templates", f"{name}.toml").read_bytes(), lists.choices())
