"""A set of fields — a form, or the columns of a table — filled in from what was given, and corrected. Pure.

Each value is judged by its kind here; what must hold between the fields is in `model.requirements`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from checkpoint_app.model.conditions import NOTHING, holds
from checkpoint_app.model.kinds.kind import kind_of
from checkpoint_app.model.problems import Problem, error
from checkpoint_app.model.template import ROW, Context, Field, FieldIndex

Filled = tuple[dict[str, object], list[Problem]]
"""Values in normal form in the order of the form, and findings with paths from here."""


def fill(index: FieldIndex, raw: Mapping[str, object], context: Context, outer: Mapping[str, object] = NOTHING) -> Filled:
    """New values with the defaults of what was not given. `outer`: the entry's values, for the row of a table."""
    values: dict[str, object] = {}
    problems = unknown(index, raw)
    failed: set[str] = set()
    for late in (False, True):
        for field in index.fields:
            given = raw.get(field.key)
            if (field.key in index.late) is late and not is_blank(given):
                kind = kind_of(field)
                value, found = kind.parse_beside(field, given, context, values) if late else kind.parse(field, given, context)
                if value is not None:
                    values[field.key] = value
                elif found:
                    failed.add(field.key)
                problems += placed(field, found)
        if not late:
            _copy(index, values, failed, context, index.copied)
            _add_defaults(index, values, failed, outer)
    if index.late or index.defaults or index.copied:
        values = {field.key: values[field.key] for field in index.fields if field.key in values}
    return values, problems


def _add_defaults(index: FieldIndex, values: dict[str, object], failed: set[str], outer: Mapping[str, object]) -> None:
    for field in index.defaults:
        if field.key not in values and field.key not in failed and holds(field.shown_if, values, outer):
            values[field.key] = list(field.default) if isinstance(field.default, list) else field.default


def _copy(
    index: FieldIndex, values: dict[str, object], failed: Collection[str], context: Context, wanted: Iterable[Field]
) -> None:
    """What the registers say of the rows that are named: stored, so that the entry stays as it was written."""
    for field in wanted:
        key, attribute = field.copied_from or ("", "")
        named = values.get(key)
        if field.key in values or field.key in failed or not isinstance(named, str):
            continue
        said = context.registers.attribute(index.by_key[key].kind, named, attribute)
        value, found = kind_of(field).parse(field, said, context) if not is_blank(said) else (None, [])
        if value is not None and not found:
            values[field.key] = value


def amend(index: FieldIndex, kept: Mapping[str, object], raw: Mapping[str, object], context: Context) -> Filled:
    """The values after a correction: what `raw` names changes, null and blank text remove, a refused value stays as it was."""
    values = dict(kept)
    problems = unknown(index, raw)
    for late in (False, True):
        for field in index.fields:
            if (field.key in index.late) is late:
                problems += placed(field, _amend(field, values, raw, context))
    moved = [field for field in index.copied if field.copied_from and field.copied_from[0] in raw and field.key not in raw]
    for field in moved:
        values.pop(field.key, None)
    _copy(index, values, (), context, moved)
    return {key: values[key] for key in (*index.by_key, *values) if key in values}, problems


def _amend(field: Field, values: dict[str, object], raw: Mapping[str, object], context: Context) -> list[Problem]:
    key = field.key
    if key not in raw:
        if key in values and any(sibling in raw for sibling in field.beside.values()):
            return kind_of(field).parse_beside(field, values[key], context, values)[1]
        return []
    if is_blank(raw[key]):
        values.pop(key, None)
        return []
    value, found = kind_of(field).amend(field, values.get(key), raw[key], context, values)
    if value is not None:
        values[key] = value
    elif not found:
        values.pop(key, None)
    return found


def is_blank(given: object) -> bool:
    """Nothing given: null or blank text. An empty array is something: 无异常."""
    return given is None or (isinstance(given, str) and not given.strip())


def unknown(index: FieldIndex, raw: Mapping[str, object]) -> list[Problem]:
    """Keys that the form does not have."""
    return [error("UNKNOWN_FIELD", key, key=key[:40]) for key in raw if key not in index.by_key and key != ROW]


def placed(field: Field, found: list[Problem]) -> list[Problem]:
    """Findings of a kind with their path: at the field, inside it, or at a field beside it."""
    return [problem.at(_path(field.key, problem.field)) for problem in found]


def _path(key: str, place: str) -> str:
    return key + place if place == "" or place[0] in "[." else place
