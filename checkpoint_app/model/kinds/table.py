"""`table`: an array of rows, each with its `_row` id, given or made, by which rows are corrected and merged one by one.

A correction is an array of row patches: a row with the `_row` of one that is there changes the keys it names (null removes a value),
one with `"_remove": true` goes, one without `_row` is added; rows not named stay. A row without any value is no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Final

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.conditions import NOTHING
from checkpoint_app.model.kinds import rows
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, kind_of, shown, stated, wrong_shape
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.template import ROW, Context, Field, label

register(
    {
        "ROW_ID": noop("A row's “_row” is a text of 1 to 64 letters, digits and . _ : - signs; without one it is made."),
        "ROW_TWICE": noop("Two rows have the same “_row”: give each its own, or none."),
        "ROW_UNKNOWN": noop("There is no row “{row}”: to add one, leave “_row” out."),
        "ROWS_TOO_MANY": noop("There are {count} rows; {limit} are the most."),
    }
)

LIMIT: Final = 500
REMOVE: Final = "_remove"
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class TableKind(Kind):
    name = "table"
    keys = frozenset({"columns"})
    may_be_column = False
    by_rows = True

    def parse(self, field: Field, raw: object, context: Context, /) -> Parsed:
        return self.parse_beside(field, raw, context, NOTHING)

    def parse_beside(self, field: Field, raw: object, context: Context, beside: Mapping[str, object], /) -> Parsed:
        given = [raw] if isinstance(raw, Mapping) else raw
        if not isinstance(given, list | tuple):
            return wrong_shape(tr("an array of rows"))
        taken: dict[str, dict[str, object]] = {}
        problems: list[Problem] = []
        for at, row in enumerate(given):
            problems += _placed(at, _add(field, row, taken, context, beside))
        return _as_rows(taken, problems)

    def amend(self, field: Field, kept: object, raw: object, context: Context, beside: Mapping[str, object], /) -> Parsed:
        given = [raw] if isinstance(raw, Mapping) else raw
        if not isinstance(given, list | tuple):
            return wrong_shape(tr("an array of rows"))
        taken = {str(row.get(ROW)): dict(row) for row in kept if isinstance(row, Mapping)} if isinstance(kept, list) else {}
        named: set[str] = set()
        problems: list[Problem] = []
        for at, row in enumerate(given):
            if isinstance(row, Mapping) and row.get(ROW) is not None:
                problems += _placed(at, _change(field, row, taken, named, context))
            else:
                problems += _placed(at, _add(field, row, taken, context, beside))
        return _as_rows(taken, problems)

    def text(self, field: Field, value: object, context: Context, /) -> str:
        return stated(self.lines(field, value, context))

    def lines(self, field: Field, value: object, context: Context, /) -> list[str]:
        if not isinstance(value, list):
            return [shown(value)]
        return [_line(field, row, context) for row in value]

    def search(self, field: Field, value: object, context: Context, /) -> list[str]:
        known = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        cells = [(column, row[column.key]) for row in known for column in field.columns if column.key in row]
        return [found for column, cell in cells for found in kind_of(column).search(column, cell, context)]

    def sample(self, field: Field, random: Random, context: Context, /) -> object:
        made = [
            {ROW: f"{random.getrandbits(64):016x}"}
            | {column.key: kind_of(column).sample(column, random, context) for column in field.columns}
            for _ in range(random.randint(1, 2))
        ]
        return self.parse(field, made, context)[0]  # a document and a number chosen by chance need not fit

    def masked(self, field: Field, value: object, /) -> object:
        if not isinstance(value, list):
            return HIDDEN
        return [_masked_row(field, row) if isinstance(row, Mapping) else HIDDEN for row in value]


def _add(
    field: Field, row: object, taken: dict[str, dict[str, object]], context: Context, beside: Mapping[str, object]
) -> list[Problem]:
    """Takes up a new row; a blank one is passed over."""
    if not isinstance(row, Mapping):
        return wrong_shape(tr("a row with its columns"))[1]
    if all(rows.is_blank(given) for key, given in row.items() if key != ROW):
        return []
    given_id = row.get(ROW)
    if given_id is not None and not (isinstance(given_id, str) and _ID.fullmatch(given_id)):
        return [error("ROW_ID", ROW)]
    if given_id in taken:
        return [error("ROW_TWICE", ROW)]
    values, found = rows.fill(field.index, row, context, beside)
    if not values:
        return found
    row_id = given_id or context.new_row_id()
    taken[row_id] = {ROW: row_id, **values}
    return found


def _change(
    field: Field, row: Mapping[str, object], taken: dict[str, dict[str, object]], named: set[str], context: Context
) -> list[Problem]:
    """Corrects or removes a row that is there."""
    row_id = row[ROW]
    if not isinstance(row_id, str) or row_id not in taken:
        return [
            error(
                "ROW_TWICE" if row_id in named else "ROW_UNKNOWN", ROW, **({} if row_id in named else {"row": shown(row_id)[:64]})
            )
        ]
    if row_id in named:
        return [error("ROW_TWICE", ROW)]
    named.add(row_id)
    if row.get(REMOVE) is True:
        del taken[row_id]
        return []
    patch = {key: given for key, given in row.items() if key not in (ROW, REMOVE)}
    kept = {key: value for key, value in taken[row_id].items() if key != ROW}
    values, found = rows.amend(field.index, kept, patch, context)
    if values:
        taken[row_id] = {ROW: row_id, **values}
    else:
        del taken[row_id]
    return found


def _as_rows(taken: dict[str, dict[str, object]], problems: list[Problem]) -> Parsed:
    if len(taken) > LIMIT:
        return None, [error("ROWS_TOO_MANY", count=len(taken), limit=LIMIT)]
    return (list(taken.values()) or None), problems


def _placed(at: int, found: list[Problem]) -> list[Problem]:
    return [problem.at(f"[{at}].{problem.field}" if problem.field else f"[{at}]") for problem in found]


def _line(field: Field, row: object, context: Context) -> str:
    """管制刀具 1 把"""
    if not isinstance(row, Mapping):
        return shown(row)
    words = [_cell(column, row[column.key], context) for column in field.columns if column.key in row]
    return " ".join(word for word in words if word)


def _cell(column: Field, value: object, context: Context) -> str:
    text = kind_of(column).text(column, value, context)
    return f"{text} {label(column.unit)}" if text and column.unit else text


def _masked_row(field: Field, row: Mapping[str, object]) -> dict[str, object]:
    columns = field.index.by_key
    return {
        key: value if key == ROW else kind_of(columns[key]).masked(columns[key], value) if key in columns else HIDDEN
        for key, value in row.items()
    }


KIND = TableKind()
