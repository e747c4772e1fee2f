"""A form's file: its identity, and reading it with every mistake named at its line. Pure; the format is in design §4.

Identity is the SHA-256 of the bytes without a byte order mark and with CRLF as LF, so that an editor on Windows makes no new form.
Beside what the design names, this program understands `wanted_if` (missing only warns), `beside` (a number compared with the fields that
describe its document), `suggest`, `of`, `masked`, `copied_from` (what a register's row says, or the unit for a code), `todo_by` (the date
by which what a text says has to be done), conditions `within` and `beyond`, cautions with words of their own, composed columns, and flags
on choices; of a point of a checklist `section`, `asked`, `hazard` and `shown_if` beside its `options`; and of the whole form `site` (the
field that says where the entry belongs), `hazards` and `rechecks` (tables whose rows are
hazards found, or reports on known ones): what the shipped forms needed to say without code.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from checkpoint_app.i18n import tr
from checkpoint_app.model import template_fields, template_figures
from checkpoint_app.model.template import Field, Template, Words
from checkpoint_app.model.template_choices import Lists
from checkpoint_app.model.template_faults import Fault, TemplateFault
from checkpoint_app.model.template_source import Node, Sheet

__all__ = ["TemplateFault", "identity", "normal_source", "parse"]

LIMIT: Final = 262_144
PERSONAL_DAYS: Final = 30
FLEETING_DAYS: Final = 90
MOST_DAYS: Final = 3650
ANY_DUTY: Final = "any"
SCOPES: Final = ("up", "shared")

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*")
_BOM: Final = b"\xef\xbb\xbf"
_ERROR_AT: Final = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)$")


def normal_source(source: bytes) -> bytes:
    """The bytes that the identity is taken of and that are kept."""
    return source.removeprefix(_BOM).replace(b"\r\n", b"\n")


def identity(source: bytes) -> str:
    """SHA-256, 64 hex digits."""
    return hashlib.sha256(normal_source(source)).hexdigest()


def parse(source: bytes, lists: Lists, *, strict: bool = True) -> Template:
    """Reads a form. Raises TemplateFault with all mistakes.

    `strict` False reads one that is in the store already: a newer program may have written it, so what is not understood is passed over,
    and a field of an unknown kind is only shown.
    """
    text = _text(source)
    sheet = Sheet(text)
    top = Node(sheet, (), _tables(text))
    template = _read(top, identity(source), lists)
    faults = sheet.faults()
    if template is None or (faults and strict):
        raise TemplateFault(faults)
    return template


def _text(source: bytes) -> str:
    if len(source) > LIMIT:
        raise TemplateFault([Fault(line=0, key="", code="TEMPLATE_SIZE", details={"size": len(source), "limit": LIMIT})])
    try:
        return normal_source(source).decode()
    except UnicodeDecodeError as trouble:
        line = source[: trouble.start].count(b"\n") + 1
        raise TemplateFault([Fault(line=line, key="", code="TEMPLATE_ENCODING")]) from None


def _tables(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as trouble:
        where = _ERROR_AT.search(str(trouble))
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        what = _ERROR_AT.sub("", str(trouble)).strip()
        raise TemplateFault([Fault(line=line, key="", code="TEMPLATE_SYNTAX", details={"what": what})]) from None


def _read(top: Node, identity_of: str, lists: Lists) -> Template | None:
    """None where not even a part of it can be shown."""
    form = top.text("id", required=True, pattern=_ID, wanted=tr("small letters, digits, - and a prefix with a dot"))
    title = top.words("title", required=True)
    version = top.whole("version", least=1, most=1_000_000, default=1, required=True)
    duty = top.texts("duty", required=True)
    scope = top.one_of("scope", SCOPES, "up")
    crew_counts = top.flag("crew_counts")
    personal_days = top.whole("personal_days", least=1, most=MOST_DAYS, default=PERSONAL_DAYS)
    fleeting_days = top.whole("fleeting_days", least=1, most=MOST_DAYS, default=FLEETING_DAYS)
    fields = template_fields.read(top, lists)
    known = {field.key: field for field in fields}
    _refuse_same_labels(top, fields)
    columns = {}
    for name in ("list", "print"):
        node = top.node(name, required=True)
        columns[name] = template_figures.read_columns(node, known, paper=name == "print") if node is not None else ()
        if node is not None:
            node.close()
    measures = template_figures.read_measures(top.nodes("measure"), known)
    site = _named(top, "site", known, "site")
    hazards = _named(top, "hazards", known, "table")
    rechecks = _named(top, "rechecks", known, "table", column="hazard")
    top.close()
    if form is None or title is None:
        return None
    return Template(
        identity=identity_of,
        id=form,
        version=version,
        title=title,
        duty=duty,
        scope=scope,
        crew_counts=crew_counts,
        personal_days=personal_days,
        fleeting_days=fleeting_days,
        fields=tuple(replace(field) for field in fields),
        list_columns=columns["list"],
        print_columns=columns["print"],
        measures=measures,
        computed=_computed(top, known),
        site=site,
        hazards=hazards,
        rechecks=rechecks,
    )


def _named(top: Node, key: str, fields: Mapping[str, Field], kind: str, *, column: str = "") -> str | None:
    """A key of the form that names one of its fields: of this kind, and where `column` is given with a column of that key and kind."""
    name = top.text(key)
    if name is None:
        return None
    field = fields.get(name)
    if field is None:
        top.fault("TEMPLATE_FIELD_UNKNOWN", key, field=name, known=", ".join(fields))
        return None
    if field.kind != kind or (column and getattr(field.index.by_key.get(column), "kind", "") != column):
        wanted = (
            tr("a table with a column “{column}” of that kind", column=column)
            if column
            else tr("a field of the kind “{kind}”", kind=kind)
        )
        top.fault("TEMPLATE_NAME", key, key=key, text=name, wanted=wanted)
        return None
    return name


def _refuse_same_labels(top: Node, fields: tuple[Field, ...]) -> None:
    seen: dict[str, None] = {}
    for at, field in enumerate(fields):
        words = str(Words(field.label))
        if words in seen:
            top.sheet.note(("field", at, "label"), "TEMPLATE_LABEL_TWICE", text=words)
        seen[words] = None


def _computed(top: Node, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The keys with `default_from`, each after those it is worked out from. A circle is a mistake."""
    order: dict[str, None] = {}
    open_now: list[str] = []

    def visit(key: str) -> None:
        field = fields[key]
        if key in order or not field.default_from:
            return
        if key in open_now:
            place = list(fields).index(key)
            top.sheet.note(("field", place, "default_from"), "TEMPLATE_CYCLE", field=key, path=" → ".join((*open_now, key)))
            return
        open_now.append(key)
        for source in field.default_from:
            needed = [source.field] if source.field is not None else []
            for name in (*needed, *(condition.field for condition in source.when)):
                if name in fields:
                    visit(name)
        open_now.pop()
        order[key] = None

    for key in fields:
        visit(key)
    return tuple(order)
