"""Which columns the sheet of each register has: `resources/rules/sheets.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from checkpoint_app import rules
from checkpoint_app.export.sheets import Column


@cache
def columns(noun: str) -> tuple[Column, ...]:
    """The columns of a register. Raises KeyError for what has none."""
    return tuple(map(_column, rules.table("sheets")[noun]))


def _column(table: Mapping[str, Any]) -> Column:
    return Column(
        key=table["key"],
        head=table["head"],
        synonyms=tuple(table.get("also", "").split()),
        required=table.get("required", False),
        grouped=table.get("grouped", False),
        after=(table.get("after", ""), tuple(table.get("after_also", "").split())),
    )
