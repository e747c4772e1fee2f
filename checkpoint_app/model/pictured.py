"""The photos of an entry, wherever in it they stand: at a field, a point of a checklist, a row of a table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.template import Context, Field, Template, label


@dataclass(frozen=True, slots=True)
class Pictured:
    """One photo: its SHA-256, and of what it is, in words (照片; 灭火器 异常; 隐患 2 疏散通道堵塞)."""

    sha: str
    caption: str


def photos(template: Template, values: Mapping[str, object], context: Context) -> list[Pictured]:
    """In the order of the form, each once with all that it shows. Personal ones are left out where the context masks."""
    captions: dict[str, list[str]] = {}
    for field in template.fields:
        if not (field.personal and context.masked):
            for found in _of_field(field, values.get(field.key), context):
                captions.setdefault(found.sha, []).append(found.caption)
    return [Pictured(sha, "　".join(dict.fromkeys(said))) for sha, said in captions.items()]


def _of_field(field: Field, value: object, context: Context) -> Iterator[Pictured]:
    if field.kind == "photos":
        yield from _listed(value, label(field.label))
    elif field.kind == "checklist" and isinstance(value, Mapping):
        for item in field.items:
            point = value.get(item.key)
            if isinstance(point, Mapping):
                said = kind_of(item.result).text(item.result, point.get("result"), context) if point.get("result") else ""
                yield from _listed(point.get("photos"), f"{label(item.label)} {said}".strip())
    elif field.kind == "table" and isinstance(value, list):
        columns = [column for column in field.columns if column.kind == "photos"]
        for number, row in enumerate(value if columns else (), start=1):
            for column in columns if isinstance(row, Mapping) else ():
                yield from _listed(row.get(column.key), f"{label(field.label)} {number} {_name(field, row, context)}".strip())


def _name(field: Field, row: Mapping[str, object], context: Context) -> str:
    """What the row's first column says."""
    first = field.columns[0]
    return kind_of(first).text(first, row[first.key], context) if first.kind != "photos" and row.get(first.key) else ""


def _listed(value: object, caption: str) -> Iterator[Pictured]:
    for sha in value if isinstance(value, list) else ():
        if isinstance(sha, str):
            yield Pictured(sha, caption)
