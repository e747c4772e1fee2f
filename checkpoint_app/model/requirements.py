"""What must hold between the fields of a form: required, wanted, closed, cautioned. Pure; each value alone is judged by its kind.

A field whose `shown_if` does not hold is closed: a value there is an error, because nobody would ever see it. Defaults are no excuse for
an answer, so an error names the field that is missing or too much and never changes a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checkpoint_app.i18n import noop
from checkpoint_app.model.conditions import NOTHING, holds
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.problems import Problem, error, register, warn
from checkpoint_app.model.template import ROW, Field, FieldIndex

register(
    {
        "FIELD_REQUIRED": noop("“{label}” is missing: fill it in."),
        "FIELD_WANTED": noop("“{label}” is missing: add it when it is known."),
        "FIELD_CLOSED": noop("“{label}” cannot be filled in here, because what it depends on is not set: take it out."),
        "FIELD_UNUSUAL": noop("“{label}” is unusual: look once more."),
        "FIELD_CAUTION": noop("{words}"),
    }
)


def findings(index: FieldIndex, values: Mapping[str, object], outer: Mapping[str, object] = NOTHING) -> list[Problem]:
    """What is wrong between the values of a form, or of a row with the entry's values as `outer`. Paths start here."""
    return [problem for field in index.ruled for problem in _of_field(field, values, outer)]


def _of_field(field: Field, values: Mapping[str, object], outer: Mapping[str, object]) -> Iterator[Problem]:
    value = values.get(field.key)
    if field.shown_if and not holds(field.shown_if, values, outer):
        if not kind_of(field).is_empty(value):
            yield error("FIELD_CLOSED", field.key, label=field.label)
        return
    if field.key not in values:
        if field.required or (field.required_if and holds(field.required_if, values, outer)):
            yield error("FIELD_REQUIRED", field.key, label=field.label)
        elif field.wanted_if and holds(field.wanted_if, values, outer):
            yield warn("FIELD_WANTED", field.key, label=field.label)
    for caution in field.warn_if:
        if holds(caution.when, values, outer):
            if caution.words is None:
                yield warn("FIELD_UNUSUAL", field.key, label=field.label)
            else:
                yield warn("FIELD_CAUTION", field.key, words=caution.words)
    if field.columns and isinstance(value, list):
        yield from _of_rows(field, value, values)


def _of_rows(field: Field, rows: list[object], values: Mapping[str, object]) -> Iterator[Problem]:
    for at, row in enumerate(rows):
        if isinstance(row, Mapping):
            cells = {key: cell for key, cell in row.items() if key != ROW}
            for problem in findings(field.index, cells, values):
                yield problem.at(f"{field.key}[{at}].{problem.field}")
