"""行动: an operation that several shifts belong to — what it is, and how its sheet is made up. Pure.

Its figures are computed from its shifts and their entries, and never typed. Beside them stand 补充数: what others did who keep no log
here (the supplementary fields of the form `sweep`). They are a column of their own, and the total adds each of the two once. What a sweep
lists as results is typed by hand and may tell of the same event as a check: it stands in a table of its own and is no row of the figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from checkpoint_app import i18n, rules
from checkpoint_app.i18n import noop
from checkpoint_app.model import attributes, figures, text
from checkpoint_app.model.attributes import Attribute
from checkpoint_app.model.figures import Column, Counted, Value
from checkpoint_app.model.problems import Problem, error, register

register(
    {
        "OPERATION_NAME_MISSING": noop("The name of the operation is missing."),
        "OPERATION_LAST_FIRST": noop("The last day lies before the first one."),
        "OPERATION_WINDOW": noop("“{text}” is no window: write 20:00-02:00."),
        "OPERATION_ROWS": noop("“{key}” is a list of rows."),
        "OPERATION_GROUP_NAME": noop("A group has no name."),
        "OPERATION_PLACE_CLASS": noop("There is no class of places “{text}”; there are: {known}."),
        "OPERATION_NUMBER": noop("“{text}” is no whole number."),
    }
)
_WINDOW = re.compile(r"(\d{1,2})[:：](\d{2})\s*(?:[-–—~～至到]+)\s*(\d{1,2})[:：](\d{2})")

ATTRIBUTES = (
    Attribute(key="name", label=noop("Name|operation"), clearable=False),
    Attribute(key="number", label=noop("Order number|operation")),
    Attribute(key="first", label=noop("First day|operation"), kind="day", clearable=False),
    Attribute(key="last", label=noop("Last day|operation"), kind="day"),
    Attribute(key="commander", label=noop("Commander|operation")),
    Attribute(key="note", label=noop("Note"), kind="note"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """设卡组, 清查组 …: who leads it, how many there are, what it does where."""

    name: str
    lead: str = ""
    people: int | None = None
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Places that are to be checked: a class of `place_classes`, how many, which ones."""

    kind: str
    count: int | None = None
    names: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """行动. `window` is the time of each day (20:00–02:00); `closed` the moment it was closed, as stored, empty while it goes on."""

    id: str
    name: str
    first: date
    last: date
    number: str = ""
    window: str = ""
    commander: str = ""
    groups: tuple[Group, ...] = ()
    places: tuple[Target, ...] = ()
    note: str = ""
    closed: str = ""
    closed_by: str = ""
    closing: str = ""

    @property
    def open(self) -> bool:
        return not self.closed

    def days(self) -> str:
        """2026-11-20, 2026-11-20 – 2026-11-22"""
        return self.first.isoformat() if self.first == self.last else f"{self.first.isoformat()} – {self.last.isoformat()}"


def check(raw: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[Problem]]:
    """An operation in normal form with what is wrong with it. Without a first day it is today's, without a last one it has one day."""
    content, problems = attributes.check(ATTRIBUTES, raw)
    if not content.get("name"):
        problems.append(error("OPERATION_NAME_MISSING", "name"))
    content.setdefault("first", today.isoformat())
    if not content.get("last"):
        content["last"] = content["first"]
    if content["last"] < content["first"]:
        problems.append(error("OPERATION_LAST_FIRST", "last"))
    for key, read in (("window", _window), ("groups", _groups), ("places", _places)):
        if raw.get(key) is not None:
            content[key], found = read(raw[key])
            problems += found
    return content, problems


def _window(given: object) -> tuple[str, list[Problem]]:
    """20:00-02:00 → 20:00–02:00; one that ends before it starts goes on past midnight."""
    written = str(given).strip()
    if not written:
        return "", []
    found = _WINDOW.fullmatch(written)
    if found is None or int(found[1]) > 23 or int(found[3]) > 24 or int(found[2]) > 59 or int(found[4]) > 59:
        return "", [error("OPERATION_WINDOW", "window", text=written)]
    return f"{int(found[1]):02d}:{found[2]}–{int(found[3]):02d}:{found[4]}", []


def _rows(key: str, given: object) -> tuple[list[Mapping[str, Any]], list[Problem]]:
    if isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(row, Mapping) for row in given):
        return list(given), []
    return [], [error("OPERATION_ROWS", key, key=key)]


def _groups(given: object) -> tuple[list[dict[str, Any]], list[Problem]]:
    rows, problems = _rows("groups", given)
    found = []
    for at, row in enumerate(rows):
        group = {key: _clean(row.get(key)) for key in ("name", "lead", "task")}
        people, wrong = _number(row.get("people"))
        problems += [problem.at(f"groups[{at}].people") for problem in wrong]
        if not group["name"]:
            problems.append(error("OPERATION_GROUP_NAME", f"groups[{at}].name"))
        found.append({key: value for key, value in {**group, "people": people}.items() if value not in ("", None)})
    return found, problems


def _places(given: object) -> tuple[list[dict[str, Any]], list[Problem]]:
    rows, problems = _rows("places", given)
    classes = rules.table("lists")["place_classes"]
    found = []
    for at, row in enumerate(rows):
        written = str(row.get("class") or "").strip()
        code = next((one["code"] for one in classes if written in (one["code"], one["zh"], one["en"])), None)
        if code is None:
            known = ", ".join(one[i18n.language()] for one in classes)
            problems.append(error("OPERATION_PLACE_CLASS", f"places[{at}].class", text=written, known=known))
        count, wrong = _number(row.get("count"))
        problems += [problem.at(f"places[{at}].count") for problem in wrong]
        place = {"class": code, "count": count, "names": _clean(row.get("names"))}
        found.append({key: value for key, value in place.items() if value not in ("", None)})
    return found, problems


def _clean(given: object) -> str:
    return text.clean_text(str(given or ""), multiline=False).strip()


def _number(given: object) -> tuple[int | None, list[Problem]]:
    if given in (None, ""):
        return None, []
    found = attributes.number(given)
    if found is None or not found.is_integer() or not 0 <= found <= attributes.MOST:
        return None, [error("OPERATION_NUMBER", text=str(given))]
    return int(found), []


def to_operation(record: str, content: Mapping[str, Any]) -> Operation:
    """A row of the register → value. Merged lines may hold anything: what cannot be read is left out."""
    first = _day(content.get("first")) or date.min
    texts = {
        key: str(content.get(key) or "")
        for key in ("name", "number", "window", "commander", "note", "closed", "closed_by", "closing")
    }
    groups, places = content.get("groups"), content.get("places")
    return Operation(
        id=record,
        first=first,
        last=max(_day(content.get("last")) or first, first),
        groups=tuple(map(_group, _mappings(groups))),
        places=tuple(map(_target, _mappings(places))),
        **texts,
    )


def _mappings(given: object) -> list[Mapping[str, Any]]:
    return [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []


def _group(row: Mapping[str, Any]) -> Group:
    people = row.get("people")
    texts = {key: str(row.get(key) or "") for key in ("name", "lead", "task")}
    return Group(people=people if isinstance(people, int) else None, **texts)


def _target(row: Mapping[str, Any]) -> Target:
    count = row.get("count")
    return Target(
        kind=str(row.get("class") or ""), count=count if isinstance(count, int) else None, names=str(row.get("names") or "")
    )


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


# The sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One figure: what the shifts gave, what stands beside it, and both together."""

    key: str
    label: str
    unit: str
    value: Value
    supplement: Value
    always: bool = False

    @property
    def total(self) -> Value:
        return figures.whole((self.value or 0) + (self.supplement or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the shifts of an operation gave: rows of figures, places by class, results by kind (both as they were typed)."""

    rows: tuple[SheetRow, ...]
    places: Mapping[str, Value] = field(default_factory=dict)
    results: Mapping[str, Value] = field(default_factory=dict)

    def row(self, key: str) -> SheetRow:
        """Raises KeyError."""
        return {row.key: row for row in self.rows}[key]

    def shown(self) -> tuple[SheetRow, ...]:
        """Those that stand on the sheet: the main ones, and whatever is not zero."""
        return tuple(row for row in self.rows if row.always or row.total)


@cache
def _columns() -> tuple[tuple[Column, str, bool], ...]:
    """(column, measure of the supplement or "", always shown) of each row of the sheet."""
    table = rules.table("operations")["row"]
    return tuple((figures.column_of({**row, "group": ""}), row.get("supplement", ""), row.get("always", False)) for row in table)


def count(counted: Counted) -> Figures:
    """The sheet from what the entries and forces of the operation's shifts add up to."""
    sums: dict[str, float] = {}
    for (measure, _), value in counted.sums.items():
        sums[measure] = sums.get(measure, 0) + value
    made = tuple(
        SheetRow(
            key=column.key,
            label=column.words[i18n.language()],
            unit=column.unit,
            value=figures.value_of(column, counted),
            supplement=figures.whole(sums[beside]) if sums.get(beside) else None,
            always=always,
        )
        for column, beside, always in _columns()
    )
    return Figures(rows=made, places=_by_code(sums, "places."), results=_by_code(sums, "result."))


def _by_code(sums: Mapping[str, float], prefix: str) -> dict[str, Value]:
    return {name.removeprefix(prefix): figures.whole(value) for name, value in sorted(sums.items()) if name.startswith(prefix)}
