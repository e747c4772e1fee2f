"""The fields of a form, read in two passes: first what each is, then what it says about the others. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from checkpoint_app.i18n import tr
from checkpoint_app.model import template_conditions as conditions
from checkpoint_app.model.kinds import KINDS, kind_of
from checkpoint_app.model.kinds.kind import Kind
from checkpoint_app.model.template import Caution, Context, Field, Item, Source
from checkpoint_app.model.template_choices import Lists, read_choices, read_items
from checkpoint_app.model.template_conditions import Scope
from checkpoint_app.model.template_source import Node

KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
RESERVED: Final = frozenset({"at", "checked_by", "by", "state"})
"""What a list knows of every entry: no field may be called so."""

NAME_KINDS: Final = ("name",)
REGISTERED: Final = ("site", "officer", "equipment", "hazard")
"""Kinds whose values are rows of a register."""
UNIT_SETTINGS: Final = ("response_minutes",)
"""What a unit sets for each code of a choice."""
SITE_KINDS: Final = ("checkpoint", "school", "premises", "area", "post")

_EVERYWHERE: Final = frozenset(
    {"key", "kind", "label", "hint", "required", "shown_if", "required_if", "wanted_if", "warn_if", "copied_from"}
)
_IN_FORM: Final = frozenset({"sticky", "quick", "personal", "fleeting_unless", "default_from", "todo_by"})
_BESIDE: Final = ("kind", "nationality", "sex", "born")


class _NoRegisters:
    """Defaults are plain values: they ask no register."""

    def find(self, _noun: str, _name: str, /) -> str | None:
        return None

    def name(self, _noun: str, record: str, /) -> str:
        return record

    def officer_kind(self, _record: str, /) -> str:
        return ""

    def attribute(self, _noun: str, _record: str, _name: str, /) -> object:
        return None


NOWHERE: Final = Context(zone=ZoneInfo("UTC"), now=datetime(2026, 1, 1, tzinfo=UTC), registers=_NoRegisters())
"""Enough of a world for the constants of a form."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A field after the first pass with the table it came from."""

    node: Node
    field: Field
    columns: tuple[Draft, ...] = ()


def read(top: Node, lists: Lists) -> tuple[Field, ...]:
    """All fields of the form."""
    drafts = _drafts(top.nodes("field", required=True), lists, in_form=True)
    scope = Scope({draft.field.key: draft.field for draft in drafts})
    return tuple(_settled(draft, scope, in_form=True) for draft in drafts)


def _drafts(nodes: list[Node], lists: Lists, *, in_form: bool) -> tuple[Draft, ...]:
    found: dict[str, Draft] = {}
    for node in nodes:
        draft = _draft(node, lists, in_form=in_form)
        if draft is None:
            continue
        if draft.field.key in found:
            node.fault("TEMPLATE_TWICE", "key", text=draft.field.key)
        else:
            found[draft.field.key] = draft
    return tuple(found.values())


def _draft(node: Node, lists: Lists, *, in_form: bool) -> Draft | None:
    """First pass: what the field is by itself. A kind that is not known makes a field that is only shown."""
    key = node.text("key", required=True, pattern=KEY, wanted=tr("small letters, digits and _"))
    if key in RESERVED:
        node.fault("TEMPLATE_NAME", "key", key="key", text=key, wanted=tr("a list uses this name itself"))
    name = node.text("kind", required=True)
    kind = KINDS.get(name or "")
    if name is not None and (kind is None or not name or not (in_form or kind.may_be_column)):
        fitting = [known for known in KINDS if known and (in_form or KINDS[known].may_be_column)]
        node.fault("TEMPLATE_KIND_UNKNOWN", "kind", kind=name, known=", ".join(fitting))
    words = node.words("label", required=True)
    if key is None or words is None:
        return None
    if kind is None or not name:
        newer = Field(
            key=key, kind=name or "", label=words, personal=node.flag("personal"), fleeting_unless=node.text("fleeting_unless")
        )
        return Draft(node, newer)
    _refuse_unfit(node, kind, in_form=in_form)
    columns = _drafts(node.nodes("columns", required=True), lists, in_form=False) if "columns" in kind.keys else ()
    field = Field(
        key=key,
        kind=name,
        label=words,
        hint=node.words("hint"),
        required=node.flag("required"),
        sticky=node.flag("sticky"),
        quick=node.flag("quick"),
        personal=node.flag("personal"),
        fleeting_unless=node.text("fleeting_unless"),
        choices=read_choices(node, "choices", lists, required=True) if "choices" in kind.keys else (),
        suggest=read_choices(node, "suggest", lists) if "suggest" in kind.keys else (),
        items=read_items(node, lists) if "items" in kind.keys else (),
        minimum=node.number("min"),
        maximum=node.number("max"),
        unit=node.words("unit"),
        of=node.one_of("of", SITE_KINDS if name == "site" else NAME_KINDS, "") or None,
        masked=node.flag("masked", default=True),
        columns=tuple(column.field for column in columns),
    )
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        node.fault("TEMPLATE_RANGE", "max", key="max", least=field.minimum, most="…")
    return Draft(node, replace(field, default=_default(node, field)), columns)


def _refuse_unfit(node: Node, kind: Kind, *, in_form: bool) -> None:
    """Keys that are known, but not for this kind or not in a column."""
    fitting = _EVERYWHERE | kind.keys | (_IN_FORM if in_form else frozenset())
    every = _EVERYWHERE | _IN_FORM | frozenset().union(*(known.keys for known in KINDS.values()))
    for key in sorted(every - fitting):
        if key in node.table:
            if key in ("personal", "fleeting_unless"):
                node.fault("TEMPLATE_PERSONAL", key, key=key)
            else:
                node.fault("TEMPLATE_KEY_UNFIT", key, key=key, kind=kind.name)
        if key not in fitting:
            node.raw(key)


def _default(node: Node, field: Field) -> object | None:
    given = node.raw("default")
    if given is None or not kind_of(field).may_default:
        return None
    value, found = kind_of(field).parse(field, given, NOWHERE)
    for problem in found:
        node.fault("TEMPLATE_DEFAULT", "default", what=problem.text())
    if value != given and not found:
        node.fault("TEMPLATE_DEFAULT", "default", what=tr("write {value}", value=value))
    return value


def _settled(draft: Draft, scope: Scope, *, in_form: bool) -> Field:
    """Second pass: what the field says about the others."""
    node, field = draft.node, draft.field
    columns = Scope({column.field.key: column.field for column in draft.columns}, scope.fields)
    settled = replace(
        field,
        columns=tuple(_settled(column, columns, in_form=False) for column in draft.columns),
        items=_settled_items(node, field, scope),
        shown_if=conditions.read(node, "shown_if", scope),
        required_if=conditions.read(node, "required_if", scope),
        wanted_if=conditions.read(node, "wanted_if", scope),
        warn_if=tuple(_cautions(node, field, scope)),
        beside=_beside(node, scope),
        copied_from=_copied_from(node, scope),
        todo_by=_todo_by(node, field, scope) if in_form else None,
        default_from=_sources(node, field, scope) if in_form else (),
    )
    if settled.fleeting_unless is not None:
        conditions.find(node, "fleeting_unless", settled.fleeting_unless, scope)
        if settled.personal:
            node.fault("TEMPLATE_BOTH", "fleeting_unless", key="personal", other="fleeting_unless")
    if settled.default is not None and settled.default_from:
        node.fault("TEMPLATE_BOTH", "default_from", key="default", other="default_from")
    if field.kind in KINDS:
        node.close()
    return settled


def _settled_items(node: Node, field: Field, scope: Scope) -> tuple[Item, ...]:
    """The points of a checklist with the conditions under which they are asked for."""
    written = node.table.get("items")
    if not isinstance(written, list):
        return field.items
    places = [Node(node.sheet, (*node.path, "items", at), item) for at, item in enumerate(written) if isinstance(item, dict)]
    return tuple(
        replace(item, shown_if=conditions.read(place, "shown_if", scope)) for item, place in zip(field.items, places, strict=True)
    )


def _cautions(node: Node, field: Field, scope: Scope) -> Iterator[Caution]:
    """`warn_if`: conditions, all of which must hold; or tables with `when` and words of their own, each for itself."""
    written = node.one_or_many("warn_if")
    if any("when" in caution.table for caution in written):
        for caution in written:
            caution.raw("when", required=True)
            when = conditions.read(caution, "when", scope, own=field.key)
            words = caution.as_words(also=("when",))
            caution.close()
            if when:
                yield Caution(when=when, words=words)
    else:
        when = conditions.read(node, "warn_if", scope, own=field.key)
        if when:
            yield Caution(when=when)


def _beside(node: Node, scope: Scope) -> Mapping[str, str]:
    table = node.node("beside")
    if table is None:
        return {}
    found = {role: table.text(role) for role in _BESIDE}
    table.close()
    for role, name in found.items():
        if name is not None and name not in scope.fields:
            table.fault("TEMPLATE_FIELD_UNKNOWN", role, field=name, known=", ".join(scope.fields))
    return {role: name for role, name in found.items() if name is not None and name in scope.fields}


def _copied_from(node: Node, scope: Scope) -> tuple[str, str] | None:
    """`copied_from = "equipment.kind"`: a field beside it that names a register's row, and what of the row is taken.

    Of a choice it is what the unit has set for the code that is chosen: `level.response_minutes`.
    """
    written = node.text("copied_from")
    if written is None:
        return None
    key, _, attribute = written.partition(".")
    beside = scope.fields.get(key)
    if beside is None:
        node.fault("TEMPLATE_FIELD_UNKNOWN", "copied_from", field=key, known=", ".join(scope.fields))
        return None
    if (beside.kind in REGISTERED and KEY.fullmatch(attribute)) or (beside.kind == "choice" and attribute in UNIT_SETTINGS):
        return key, attribute
    wanted = tr("a field of the kinds {kinds}, a dot, and what its register says", kinds=", ".join(REGISTERED))
    node.fault("TEMPLATE_NAME", "copied_from", key="copied_from", text=written, wanted=wanted)
    return None


def _todo_by(node: Node, field: Field, scope: Scope) -> str | None:
    """`todo_by = "follow_up_by"`: a date of the form. Of a personal text there is no to-do: it goes to every machine and stays."""
    name = node.text("todo_by")
    if name is None:
        return None
    beside = scope.fields.get(name)
    if beside is None:
        node.fault("TEMPLATE_FIELD_UNKNOWN", "todo_by", field=name, known=", ".join(scope.fields))
        return None
    if beside.kind != "date" or field.kind not in ("text", "note"):
        node.fault("TEMPLATE_NAME", "todo_by", key="todo_by", text=name, wanted=tr("a date, beside a text or note"))
        return None
    if field.personal:
        node.fault("TEMPLATE_BOTH", "todo_by", key="personal", other="todo_by")
        return None
    return name


def _sources(node: Node, field: Field, scope: Scope) -> tuple[Source, ...]:
    """`default_from`: a field's name, or an array of `{ field | value, when }` of which the first that holds is taken."""
    written = node.table.get("default_from")
    if isinstance(written, str):
        node.raw("default_from")
        place = conditions.find(node, "default_from", written, scope)
        return () if place is None else (Source(field=written),)
    return tuple(_source(source, field, scope) for source in node.one_or_many("default_from"))


def _source(node: Node, field: Field, scope: Scope) -> Source:
    name, value = node.text("field"), node.raw("value")
    when = conditions.read(node, "when", scope)
    node.close()
    if (name is None) is (value is None):
        node.fault("TEMPLATE_BOTH", key="field", other="value")
    if name is not None:
        conditions.find(node, "field", name, scope)
    if value is not None:
        _, found = kind_of(field).parse(field, value, NOWHERE)
        for problem in found:
            node.fault("TEMPLATE_DEFAULT", "value", what=problem.text())
    return Source(field=name, value=value, when=when)
