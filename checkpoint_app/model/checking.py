"""An entry's values: checked as a whole, corrected in part, and cut into the payload parts of a journal line. Pure.

Values are one flat object by field key. In a line, tables and checklists are kept row by row (`rows`), everything else under `values`, and
each field in the part that `Template.part_of` names: `split` and `split_patch` go there, `join` comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from checkpoint_app.model import requirements
from checkpoint_app.model.kinds import kind_of, rows
from checkpoint_app.model.problems import Problem, Severity
from checkpoint_app.model.template import ROW, Context, Field, Template

ROWS_OF_A_TABLE: Final = "table"


@dataclass(frozen=True, slots=True)
class Checked:
    """`values` in normal form in the order of the form; what was refused is left out of them and named in `problems`."""

    values: dict[str, Any]
    problems: list[Problem]


def check(template: Template, raw: Mapping[str, object], context: Context) -> Checked:
    """A whole entry from what was typed, imported or given by a program. It can be saved when no problem is an ERROR."""
    values, problems = rows.fill(template.index, raw, context)
    refused = {problem.field for problem in problems if problem.severity is Severity.ERROR}
    problems += [problem for problem in requirements.findings(template.index, values) if problem.field not in refused]
    return Checked(values, problems)


def patch(
    template: Template, values: Mapping[str, object], given: Mapping[str, object], context: Context
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """What a correction changes: `{"values": {key: value | None}, "rows": {key: {row: {column: value | None} | None}}}`.

    `given` names top-level keys; null removes; table rows go by `_row`. A fault that the entry had before is no reason to refuse: what a
    purge has erased, or an older program did not ask for, must not stand in the way of a correction.
    """
    after, problems = rows.amend(template.index, values, given, context)
    known = {(problem.field, problem.code) for problem in requirements.findings(template.index, values)}
    refused = {problem.field for problem in problems if problem.severity is Severity.ERROR}
    for problem in requirements.findings(template.index, after):
        if (problem.field, problem.code) not in known and problem.field not in refused:
            problems.append(problem)
    return _differences(template, values, after), problems


def needs_officer(template: Template, values: Mapping[str, object]) -> bool:
    """Whether a choice is among the values that only a 民警 decides (domain §4)."""
    for table, key, codes in template.officer_codes:
        found = [values] if table is None else values.get(table)
        for row in found if isinstance(found, list) else []:
            value = row.get(key) if isinstance(row, Mapping) else None
            if any(code in codes for code in (value if isinstance(value, list) else [value])):
                return True
    return False


def split(template: Template, values: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """Values → part → `{"values": …, "rows": …}`, for a line that creates."""
    whole: dict[str, dict[str, Any]] = {"values": {}, "rows": {}}
    for key, value in values.items():
        if _by_rows(template, key):
            whole["rows"][key] = _as_rows(value)
        else:
            whole["values"][key] = value
    return split_patch(template, whole)


def split_patch(template: Template, changed: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What `patch` found → part → the same shape, for a line that changes."""
    parts: dict[str, dict[str, Any]] = {}
    for group in ("values", "rows"):
        for key, value in changed.get(group, {}).items():
            parts.setdefault(template.part_of(key), {}).setdefault(group, {})[key] = value
    return parts


def join(
    template: Template, values: Mapping[str, object], kept: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> dict[str, Any]:
    """The flat values of merged lines, in the order of the form; keys that the form does not know come last."""
    found: dict[str, Any] = {**values, **{key: _from_rows(template, key, content) for key, content in kept.items() if content}}
    order = [key for key in template.index.by_key if key in found]
    return {key: found[key] for key in (*order, *(key for key in found if key not in template.index.by_key))}


def _field(template: Template, key: str) -> Field | None:
    return template.index.by_key.get(key)


def _by_rows(template: Template, key: str) -> bool:
    field = _field(template, key)
    return field is not None and kind_of(field).by_rows


def _as_rows(value: object) -> dict[str, dict[str, Any]]:
    """A table's array, or a checklist's object, by the ids of rows or points."""
    if isinstance(value, Mapping):
        return {str(key): dict(point) for key, point in value.items()}
    found = value if isinstance(value, list) else []
    return {str(row[ROW]): {key: cell for key, cell in row.items() if key != ROW} for row in found}


def _from_rows(template: Template, key: str, content: Mapping[str, Mapping[str, object]]) -> object:
    field = _field(template, key)
    if field is not None and field.kind != ROWS_OF_A_TABLE and kind_of(field).by_rows:
        order = {item.key: None for item in field.items} | dict.fromkeys(content)
        return {item: dict(content[item]) for item in order if item in content}
    return [{ROW: row_id, **row} for row_id, row in content.items()]


def _differences(template: Template, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    changed: dict[str, dict[str, Any]] = {"values": {}, "rows": {}}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if _by_rows(template, key):
            changed["rows"][key] = _row_differences(_as_rows(old), _as_rows(new))
        else:
            changed["values"][key] = new
    return {group: content for group, content in changed.items() if content}


def _row_differences(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    changed: dict[str, Any] = {row_id: None for row_id in before if row_id not in after}
    for row_id, row in after.items():
        old = before.get(row_id, {})
        cells = {key: row.get(key) for key in {**old, **row} if old.get(key) != row.get(key)}
        if cells or row_id not in before:
            changed[row_id] = cells
    return changed
