"""Columns and figures as a form writes them, read into `Column` and `Measure`. Pure.

[list] and [print]
columns = ["at", "plate", { key = "people", mm = 11 }, { key = "result", label = { … }, join = " ",
           show = [{ zh = "{findings}", en = "{findings}", when = { … } }, { zh = "{items.name}×{items.quantity}", … }] }]

[[measure]]
name = "item.{items.name}.{items.unit}"     one figure per chosen code or text; `add` sums a field, without it each counts 1
add = "items.quantity"
when = { field = "disposition", eq = "SEIZE" }
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from checkpoint_app.i18n import tr
from checkpoint_app.model import template_conditions as conditions
from checkpoint_app.model.template import Column, Field, Measure, Phrase, Text
from checkpoint_app.model.template_conditions import Scope
from checkpoint_app.model.template_fields import KEY, RESERVED
from checkpoint_app.model.template_source import Node

_HOLE: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
_MEASURE: Final = re.compile(r"[A-Za-z{][A-Za-z0-9_.{}-]*")
LEAST_MM, MOST_MM = 5, 180


def read_columns(node: Node, fields: Mapping[str, Field], *, paper: bool) -> tuple[Column, ...]:
    """`columns`: names or tables. On paper all but the last have `mm`."""
    written = node.raw("columns", required=True)
    if not isinstance(written, list) or not written:
        if written is not None:
            node.fault("TEMPLATE_TYPE", "columns", key="columns", wanted=tr("an array of columns"))
        return ()
    found: list[Column] = []
    for at, given in enumerate(written):
        place = Node(node.sheet, (*node.path, "columns", at), given if isinstance(given, dict) else {"key": given})
        column = _column(place, fields, paper=paper, last=at == len(written) - 1)
        if column is None:
            continue
        if any(known.key == column.key for known in found):
            place.fault("TEMPLATE_TWICE", text=column.key)
        found.append(column)
    return tuple(found)


def _column(node: Node, fields: Mapping[str, Field], *, paper: bool, last: bool) -> Column | None:
    key = node.text("key", required=True, pattern=KEY, wanted=tr("small letters, digits and _"))
    words = node.words("label")
    show = tuple(phrase for phrase in (_phrase(part, fields) for part in node.one_or_many("show")) if phrase is not None)
    join = node.text("join")
    mm = node.number("mm") if paper else None
    node.close()
    if key is None:
        return None
    if not show and key not in fields and key not in RESERVED:
        node.fault("TEMPLATE_FIELD_UNKNOWN", "key", field=key, known=", ".join((*fields, *sorted(RESERVED))))
    if show and words is None and key not in fields:
        node.fault("TEMPLATE_KEY_MISSING", key="label")
    if mm is not None and not LEAST_MM <= mm <= MOST_MM:
        node.fault("TEMPLATE_RANGE", "mm", key="mm", least=LEAST_MM, most=MOST_MM)
    if paper and mm is None and not last:
        node.fault("TEMPLATE_WIDTH")
    return Column(key=key, label=words, show=show, join=join, mm=mm)


def _phrase(node: Node, fields: Mapping[str, Field]) -> Phrase | None:
    when = conditions.read(node, "when", Scope(fields))
    words = node.as_words(also=("when",))
    node.close()
    if not words:
        return None
    return Phrase(words=words, names=_names_of(node, words, fields), when=when)


def _names_of(node: Node, words: Text, fields: Mapping[str, Field]) -> Mapping[str, tuple[str, ...]]:
    """Text → the names in it."""
    found: dict[str, tuple[str, ...]] = {}
    for text in words.values():
        names = tuple(dict.fromkeys(_HOLE.findall(text)))
        for name in names:
            _check_name(node, name, fields)
        if any(sign in _HOLE.sub("", text) for sign in "{}"):
            node.fault("TEMPLATE_BRACES", text=text)
        if len({name.split(".")[0] for name in names if "." in name}) > 1:
            node.fault("TEMPLATE_TABLES", tables=", ".join(names))
        found[text] = names
    return found


def _check_name(node: Node, name: str, fields: Mapping[str, Field], at: str = "") -> bool:
    """Whether `name` is a field, or a column of a table; `at` is the key in which it is written."""
    table, _, column = name.partition(".")
    field = fields.get(table)
    if field is None or (column and column not in field.index.by_key):
        node.fault("TEMPLATE_FIELD_UNKNOWN", at, field=name, known=", ".join(field.index.by_key if field and column else fields))
        return False
    return True


def read_measures(nodes: list[Node], fields: Mapping[str, Field]) -> tuple[Measure, ...]:
    """All `[[measure]]` tables."""
    return tuple(measure for measure in (_measure(node, fields) for node in nodes) if measure is not None)


def _measure(node: Node, fields: Mapping[str, Field]) -> Measure | None:
    name = node.text("name", required=True, pattern=_MEASURE, wanted=tr("letters, digits and _"))
    add = node.text("add")
    table = node.text("table")
    named = [hole for hole in _HOLE.findall(name or "") if _check_name(node, hole, fields, "name")]
    if add is not None and not _check_name(node, add, fields, "add"):
        add = None
    tables = {part.partition(".")[0] for part in (*named, *((add,) if add else ())) if "." in part} | (
        {table} if table else set()
    )
    if len(tables) > 1:
        node.fault("TEMPLATE_TABLES", tables=", ".join(sorted(tables)))
    table = min(tables, default=None)
    rows = fields[table].index.by_key if table is not None and table in fields else {}
    if table is not None and not rows:
        node.fault("TEMPLATE_FIELD_UNKNOWN", "table", field=table, known=", ".join(key for key in fields if fields[key].columns))
    when = conditions.read(node, "when", Scope(rows, fields) if table is not None else Scope(fields))
    label, unit = node.words("label"), node.words("unit")
    node.close()
    if name is None:
        return None
    if any(sign in _HOLE.sub("", name) for sign in "{}"):
        node.fault("TEMPLATE_BRACES", "name", text=name)
    return Measure(name=_pieces(name), add=_place(add) if add else None, when=when, table=table, label=label, unit=unit)


def _pieces(name: str) -> tuple[str | tuple[bool, str], ...]:
    """`item.{items.name}` → ("item.", (True, "name"))"""
    pieces: list[str | tuple[bool, str]] = []
    for at, piece in enumerate(_HOLE.split(name)):
        if at % 2:
            pieces.append(_place(piece))
        elif piece:
            pieces.append(piece)
    return tuple(pieces)


def _place(name: str) -> tuple[bool, str]:
    table, _, column = name.partition(".")
    return (True, column) if column else (False, table)
