"""An entry in words: cells of lists and paper, lines of the detail view, what a search finds it by. Pure.

Takes any values, also merged ones that the form would refuse. Personal values are masked where the context says so (domain §5.7).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.conditions import holds
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.kinds.kind import shown
from checkpoint_app.model.template import Column, Context, Field, Phrase, Template, label

AROUND: Mapping[str, str] = {
    "at": noop("Time|column"),
    "checked_by": noop("Checked by"),
    "by": noop("Recorded by"),
    "state": noop("State|column"),
}
"""Columns that every entry has beside its fields."""

NUMBERS = frozenset({"number", "count"})


def title(template: Template) -> str:
    """The form's title in the language of the moment."""
    return label(template.title)


def column_title(template: Template, key: str) -> str:
    """The head of a column of list or paper."""
    column = template.columns.get(key)
    if column is not None and column.label is not None:
        return label(column.label)
    field = template.index.by_key.get(key)
    if field is not None:
        return label(field.label)
    return tr(AROUND[key]) if key in AROUND else key


def is_number(template: Template, key: str) -> bool:
    """Whether a column stands to the right."""
    field = template.index.by_key.get(key)
    return field is not None and field.kind in NUMBERS


def cell(
    template: Template, key: str, values: Mapping[str, object], context: Context, around: Mapping[str, str] | None = None
) -> str:
    """One cell: a composed column of the form, a field, or what `around` knows of the entry. One line; empty for nothing."""
    visible = masked(template, template.effective(values), context)
    column = template.columns.get(key)
    if column is not None and column.show:
        return _composed(template, column, visible, context)
    if key in visible:
        return _text(template, key, visible[key], context)
    return (around or {}).get(key, "")


def rows(
    template: Template, values: Mapping[str, object], context: Context, *, erased: Collection[str] = ()
) -> list[tuple[str, str]]:
    """(label, text) of every filled field in the order of the form; a table's rows are lines. `erased`: payload parts that are gone."""
    visible = masked(template, values, context)
    found: list[tuple[str, str]] = []
    for field in template.fields:
        if field.key in visible and not kind_of(field).is_empty(visible[field.key]):
            found.append((_caption(field), "\n".join(kind_of(field).lines(field, visible[field.key], context))))
        elif template.part_of(field.key) in erased and holds(field.shown_if, values):
            found.append((_caption(field), tr("erased on schedule")))
    known = template.index.by_key
    return found + [(key, shown(value)) for key, value in visible.items() if key not in known]


def masked(template: Template, values: Mapping[str, object], context: Context) -> dict[str, object]:
    """The values as the context lets them be seen."""
    if not context.masked:
        return dict(values)
    fields = template.index.by_key
    return {
        key: kind_of(fields[key]).masked(fields[key], value) if key in fields and fields[key].personal else value
        for key, value in values.items()
    }


def search_text(template: Template, values: Mapping[str, object], context: Context) -> list[str]:
    """What a search finds the entry by: everything but personal fields, the same in every language of the window."""
    return [
        text
        for field in template.fields
        if field.key in values and not field.personal
        for text in kind_of(field).search(field, values[field.key], context)
        if text
    ]


def _caption(field: Field) -> str:
    return f"{label(field.label)} ({label(field.unit)})" if field.unit else label(field.label)


def _text(template: Template, key: str, value: object, context: Context) -> str:
    field = template.index.by_key.get(key)
    return shown(value) if field is None else kind_of(field).text(field, value, context)


def _composed(template: Template, column: Column, values: dict[str, object], context: Context) -> str:
    """The phrases that hold, joined; or the first of them where the column does not join."""
    texts = [
        text
        for phrase in column.show
        if holds(phrase.when, values)
        for text in _said(template, phrase, values, context)
        if text.strip()
    ]
    if column.join is None:
        return texts[0] if texts else ""
    return column.join.join(texts)


def _said(template: Template, phrase: Phrase, values: dict[str, object], context: Context) -> list[str]:
    """A phrase once, or once for each row of the table that it names; nothing where a name in it is empty."""
    words = label(phrase.words)
    names = phrase.names.get(words, ())
    fields = template.index.by_key
    table = next((name.split(".")[0] for name in names if "." in name), None)
    rows_of: list[Mapping[str, object]] = [values]
    if table is not None:
        found, columns = values.get(table), fields[table].index.by_key if table in fields else {}
        fields = fields | {f"{table}.{key}": column for key, column in columns.items()}
        cells = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
        rows_of = [values | {f"{table}.{key}": cell for key, cell in row.items()} for row in cells]
    said = [_filled(words, names, fields, known, context) for known in rows_of]
    return [text for text in said if text is not None]


def _filled(
    words: str, names: tuple[str, ...], fields: Mapping[str, Field], values: Mapping[str, object], context: Context
) -> str | None:
    """The text with its holes filled; None when one of them is empty."""
    for name in names:
        value, field = values.get(name), fields.get(name)
        text = "" if value is None or field is None else kind_of(field).text(field, value, context)
        if not text:
            return None
        words = words.replace(f"{{{name}}}", text)
    return words
