"""`checklist`: points with a result each, `{item: {"result": code, "note": …, "photos": […]}}`.

A mere code or word is understood as the result. A correction changes the points and keys it names; null removes a point or a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.kinds import choice, note, photos, rows
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shown, stated, wrong_shape
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.template import Context, Field, FieldIndex, Item, label

register({"ITEM_UNKNOWN": noop("The checklist has no point “{key}”.")})

RESULT: Final = "result"
_NOTE = Field(key="note", kind="note", label={"zh": "备注", "en": "Note"})
_PHOTOS = Field(key="photos", kind="photos", label={"zh": "照片", "en": "Photos"})


class ChecklistKind(Kind):
    name = "checklist"
    keys = frozenset({"items"})
    may_be_column = False
    by_rows = True

    def parse(self, field: Field, raw: object, context: Context, /) -> Parsed:
        return self._taken(field, {}, raw, context)

    def amend(self, field: Field, kept: object, raw: object, context: Context, _beside: Mapping[str, object], /) -> Parsed:
        return self._taken(field, kept if isinstance(kept, Mapping) else {}, raw, context)

    def _taken(self, field: Field, kept: Mapping[str, object], raw: object, context: Context) -> Parsed:
        if not isinstance(raw, Mapping):
            return wrong_shape(tr("an object of points and results"))
        items = {item.key: item for item in field.items}
        problems: list[Problem] = [error("ITEM_UNKNOWN", f".{key}", key=key[:40]) for key in raw if key not in items]
        values = dict(kept)
        for key, item in items.items():
            if key in raw:
                value, found = _point(item, values.get(key), raw[key], context)
                problems += [problem.at(f".{key}.{problem.field}" if problem.field else f".{key}") for problem in found]
                if value:
                    values[key] = value
                else:
                    values.pop(key, None)
        return ({key: values[key] for key in (*items, *values) if key in values} or None), problems

    def text(self, field: Field, value: object, context: Context, /) -> str:
        if not isinstance(value, Mapping):
            return shown(value)
        odd = [item for item in field.items if _is_odd(item, value.get(item.key))]
        if odd:
            return stated(_line(item, value[item.key], context) for item in odd)
        return tr("all {n} in order", n=len(value))

    def lines(self, field: Field, value: object, context: Context, /) -> list[str]:
        if not isinstance(value, Mapping):
            return [shown(value)]
        return [_line(item, value[item.key], context) for item in field.items if item.key in value]

    def search(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        points = [point for point in value.values() if isinstance(point, Mapping)] if isinstance(value, Mapping) else []
        return [point["note"] for point in points if isinstance(point.get("note"), str)]

    def sample(self, field: Field, random: Random, context: Context, /) -> object:
        made = {item.key: {RESULT: choice.KIND.sample(item.result, random, context)} for item in field.items}
        return {key: {**point, "note": "样例"} if random.random() < 0.2 else point for key, point in made.items()}

    def masked(self, _field: Field, value: object, /) -> object:
        if not isinstance(value, Mapping):
            return HIDDEN
        return {
            key: {**point, "note": HIDDEN} if isinstance(point, Mapping) and "note" in point else point
            for key, point in value.items()
        }


def _point(item: Item, kept: object, raw: object, context: Context) -> tuple[dict[str, object], list[Problem]]:
    """One point after what was given."""
    if rows.is_blank(raw):
        return {}, []
    given = raw if isinstance(raw, Mapping) else {RESULT: raw}
    before = kept if isinstance(kept, Mapping) else {}
    return rows.amend(FieldIndex((item.result, _NOTE, _PHOTOS)), before, given, context)


def _is_odd(item: Item, point: object) -> bool:
    return isinstance(point, Mapping) and item.is_odd(point.get(RESULT))


def _line(item: Item, point: object, context: Context) -> str:
    """灭火器 异常 压力不足"""
    if not isinstance(point, Mapping):
        return f"{label(item.label)} {shown(point)}"
    words = [label(item.label)]
    for field, kind in ((item.result, choice.KIND), (_NOTE, note.KIND), (_PHOTOS, photos.KIND)):
        if field.key in point:
            words.append(kind.text(field, point[field.key], context))
    return " ".join(words)


KIND = ChecklistKind()
