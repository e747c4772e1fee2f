"""Conditions as a form writes them, read into `conditions.Condition`. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from checkpoint_app.i18n import tr
from checkpoint_app.model.conditions import COMPARISONS, Condition, Conditions, Other, Within
from checkpoint_app.model.kinds import KINDS
from checkpoint_app.model.template import Field
from checkpoint_app.model.template_source import Node

_MOMENT: Final = "datetime"
_SPANS: Final = ("within", "beyond")
_NUMBERS: Final = frozenset({"number", "count"})
_ARRAYS: Final = frozenset({"choices", "crew", "photos", "vehicles"})
_LISTED: Final = frozenset({"choice", "choices"})
_ORDERED: Final = frozenset({"gt", "lt", "ge", "le"})
_WITH_OTHER: Final = _ORDERED | {"eq", "ne"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields that a condition may name: those of the row (or of the form), then those of the entry around it."""

    fields: Mapping[str, Field]
    outer: Mapping[str, Field] = dataclasses.field(default_factory=dict)

    def find(self, name: str) -> tuple[bool, Field] | None:
        """(outside the row?, field)"""
        if name in self.fields:
            return False, self.fields[name]
        return (True, self.outer[name]) if name in self.outer else None

    def known(self) -> str:
        return ", ".join((*self.fields, *self.outer))


def read(node: Node, key: str, scope: Scope, *, own: str | None = None) -> Conditions:
    """The conditions at `key`: one table, or an array of which all must hold. `own`: the field meant where none is named."""
    found = [read_one(condition, scope, own=own) for condition in node.one_or_many(key)]
    return tuple(condition for condition in found if condition is not None)


def read_one(node: Node, scope: Scope, *, own: str | None = None) -> Condition | None:
    """One condition, or None with the mistakes noted."""
    name = node.text("field", required=own is None) or own
    written = {comparison: node.raw(comparison) for comparison in COMPARISONS if comparison in node.table}
    node.raw(next(iter(COMPARISONS)))
    for comparison in COMPARISONS:
        node.raw(comparison)
    node.close()
    if not written:
        node.fault("TEMPLATE_COMPARISON", known=", ".join(COMPARISONS))
    if name is None:
        return None
    place = find(node, "field", name, scope)
    if place is None or not written:
        return None
    outer, field = place
    comparisons = [(comparison, _operand(node, comparison, operand, field, scope)) for comparison, operand in written.items()]
    if any(operand is None for _, operand in comparisons):
        return None
    return Condition(field=field.key, comparisons=tuple(comparisons), outer=outer)


def find(node: Node, key: str, name: str, scope: Scope) -> tuple[bool, Field] | None:
    """The field of a name, or None with the mistake noted."""
    place = scope.find(name)
    if place is None:
        node.fault("TEMPLATE_FIELD_UNKNOWN", key, field=name, known=scope.known())
    return place


def _operand(node: Node, comparison: str, operand: Any, field: Field, scope: Scope) -> object | None:
    """What the comparison compares with, or None with the mistake noted."""
    if not _fits(comparison, field):
        node.fault("TEMPLATE_UNFIT", comparison, comparison=comparison, field=field.key, kind=field.kind)
        return None
    if comparison in _WITH_OTHER and isinstance(operand, dict):
        return _other(Node(node.sheet, (*node.path, comparison), operand), scope)
    if comparison in _SPANS:
        return _within(node, comparison, operand, scope)
    match comparison:
        case "set":
            fits, wanted = isinstance(operand, bool), "true / false"
        case "in":
            fits, wanted = isinstance(operand, list) and bool(operand) and all(map(_scalar, operand)), tr("an array of values")
        case "has" | "lacks":
            operand = [operand] if isinstance(operand, str) else operand
            fits = isinstance(operand, list) and bool(operand) and all(isinstance(code, str) for code in operand)
            wanted = tr("an array of texts")
        case "gt" | "lt" | "ge" | "le":
            fits, wanted = isinstance(operand, int | float) and not isinstance(operand, bool), tr("a number")
        case "flag":
            fits, wanted = isinstance(operand, str), tr("a text")
        case _:
            fits, wanted = _scalar(operand), tr("a text or a number")
    if not fits:
        node.fault("TEMPLATE_TYPE", comparison, key=comparison, wanted=wanted)
        return None
    return _settled(node, comparison, operand, field)


def _settled(node: Node, comparison: str, operand: Any, field: Field) -> object | None:
    """Codes are those of the field; a flag becomes the codes that carry it."""
    if comparison == "flag":
        codes = tuple(choice.code for choice in field.choices if choice.extra.get(operand))
        if not codes:
            node.fault("TEMPLATE_FLAG_UNKNOWN", comparison, flag=operand, field=field.key)
        return codes
    if field.kind in _LISTED and comparison != "set":
        for code in operand if isinstance(operand, list) else [operand]:
            if code not in field.codes:
                known = ", ".join(field.codes)
                node.fault("TEMPLATE_CODE_UNKNOWN", comparison, code=code, field=field.key, known=known)
    return tuple(operand) if isinstance(operand, list) else operand


def _other(node: Node, scope: Scope) -> Other | None:
    name = node.text("field", required=True)
    node.close()
    place = find(node, "field", name, scope) if name is not None else None
    return None if place is None else Other(place[1].key, place[0])


def _within(node: Node, comparison: str, operand: Any, scope: Scope) -> Within | None:
    """`{ field = "alarmed_at", minutes = 3 }`, or minutes from another field."""
    if not isinstance(operand, dict):
        node.fault("TEMPLATE_TYPE", comparison, key=comparison, wanted=tr("a table in braces"))
        return None
    table = Node(node.sheet, (*node.path, comparison), operand)
    name = table.text("field", required=True)
    since = find(table, "field", name, scope) if name is not None else None
    if since is not None and since[1].kind != _MOMENT:
        table.fault("TEMPLATE_UNFIT", "field", comparison=comparison, field=since[1].key, kind=since[1].kind)
    if isinstance(operand.get("minutes"), dict):
        table.raw("minutes")
        minutes: float | Other | None = _other(Node(table.sheet, (*table.path, "minutes"), operand["minutes"]), scope)
    else:
        minutes = table.number("minutes")
        if "minutes" not in operand:
            table.fault("TEMPLATE_KEY_MISSING", key="minutes")
    table.close()
    return None if since is None or minutes is None else Within(since=Other(since[1].key, since[0]), minutes=minutes)


def _fits(comparison: str, field: Field) -> bool:
    if comparison == "set" or field.kind not in KINDS:
        return True
    if comparison in _ORDERED:
        return field.kind in _NUMBERS
    if comparison in ("has", "lacks"):
        return field.kind in _ARRAYS
    if comparison in _SPANS:
        return field.kind == _MOMENT
    if comparison == "flag":
        return field.kind in _LISTED
    return field.kind not in _ARRAYS and not KINDS[field.kind].by_rows


def _scalar(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
