"""The boxes that add or change a school, premises or a piece of equipment: every attribute of the register as a field.

For the pages of the registers, and for any page that shows one of these and lets it be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.pages import register_form
from checkpoint_app.gui.pages.register_form import RecordBox
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.attributes import Attribute
from checkpoint_app.model.registers import PREMISES, SCHOOL, Equipment, Premises, School, equipment_attributes
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store import equipment, premises, school_texts, schools
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

_HINTS = {
    "periods": noop("Only where they differ: Morning arrival 07:10-08:00; Noon dismissal none"),
    "required": noop("Only where it differs: Officer 1, Auxiliary 2"),
    "days": noop("Only where it differs from the calendar: 2026-12-07 closed"),
}
_KINDS = {"count": "count", "number": "number", "note": "note"}
_SITE_KEYS = ("name", "address", "district", "note")


def edit_school(
    owner: QWidget, school: School | None, saved: Callable[[Saved[School]], object], *, runner: Runner, context: FieldContext
) -> RecordBox[School]:
    """A new school (None), or one with what is known of it."""
    title = tr("New school") if school is None else tr("Change {name}", name=school.name)
    form = _site_form(SCHOOL, school, context)

    def write(store: Store, values: dict[str, Any]) -> Saved[School]:
        row, problems, changes = schools.save(store, typed(SCHOOL, values))
        return Saved(value=row, problems=tuple(problems), changes=changes)

    return RecordBox(owner, title, form, write, saved, runner=runner, closed=() if school is None else ("name",))


def edit_premises(
    owner: QWidget, place: Premises | None, saved: Callable[[Saved[Premises]], object], *, runner: Runner, context: FieldContext
) -> RecordBox[Premises]:
    """New premises (None), or some with what is known of them."""
    title = tr("New premises") if place is None else tr("Change {name}", name=place.name)
    form = _site_form(PREMISES, place, context)

    def write(store: Store, values: dict[str, Any]) -> Saved[Premises]:
        row, problems, changes = premises.save(store, typed(PREMISES, values))
        return Saved(value=row, problems=tuple(problems), changes=changes)

    return RecordBox(owner, title, form, write, saved, runner=runner, closed=() if place is None else ("name",))


def edit_equipment(
    owner: QWidget,
    piece: Equipment | None,
    place: str,
    saved: Callable[[Saved[Equipment]], object],
    *,
    runner: Runner,
    context: FieldContext,
    known: Mapping[str, Any] | None = None,
) -> RecordBox[Equipment]:
    """A new piece (None) at a place (id of the site), or one that is there. `known`: what a new one begins with (copied from the last)."""
    attributes = [one for one in equipment_attributes(equipment.kinds()) if one.key != "active"]
    title = tr("New equipment") if piece is None else tr("Change {name}", name=piece.label)
    form = Form(context)
    fixed = tr("A piece keeps its number: add a new one and put this one out of use.") if piece is not None else ""
    form.add(
        register_form.field("label", tr("Number|label"), required=True, hint=fixed or tr("As on the label that is stuck on it"))
    )
    _add(form, attributes)
    form.add(register_form.in_use())
    form.fill(shown(attributes, piece, ("label",)) if piece is not None else {**(known or {}), "active": "yes"})

    def write(store: Store, values: dict[str, Any]) -> Saved[Equipment]:
        row, problems, changes = equipment.save(store, {**typed(attributes, values), "premises": place})
        return Saved(value=row, problems=tuple(problems), changes=changes)

    return RecordBox(owner, title, form, write, saved, runner=runner, closed=() if piece is None else ("label",))


def _site_form(attributes: Sequence[Attribute], site: School | Premises | None, context: FieldContext) -> Form:
    form = Form(context)
    fixed = tr("A site keeps its name and kind: add a new one and put this one out of use.") if site is not None else ""
    form.add(register_form.field("name", tr("Name|site"), required=True, hint=fixed or tr("As it stands in the duty order")))
    form.add(register_form.field("address", tr("Address")))
    form.add(register_form.field("district", tr("District")))
    _add(form, attributes)
    form.add(register_form.in_use())
    form.add(register_form.field("note", tr("Note"), kind="note"))
    form.fill(shown(attributes, site, _SITE_KEYS) if site is not None else {"active": "yes"})
    return form


def _add(form: Form, attributes: Sequence[Attribute]) -> None:
    for attribute in attributes:
        form.add(field(attribute))


def field(attribute: Attribute) -> Field:
    """The field in which an attribute is typed."""
    label = register_form.shown(attribute.title())
    if attribute.kind == "any":
        return Field(key=attribute.key, kind="note", label=label, hint=register_form.shown(tr(_HINTS[attribute.key])))
    if attribute.kind == "reference":
        return Field(key=attribute.key, kind=attribute.noun, label=label)
    if attribute.kind == "flag":
        return Field(key=attribute.key, kind="choice", label=label, choices=_choices({"yes": tr("yes"), "no": tr("no")}))
    if attribute.kind == "choice" and not attribute.open:
        return Field(key=attribute.key, kind="choice", label=label, choices=_choices(attribute.labels()))
    hints = {"day": tr("2024-05-01, or 2024-05 when only the month is known"), "words": tr("Several with commas between them")}
    hint = register_form.shown(hints[attribute.kind]) if attribute.kind in hints else None
    return Field(key=attribute.key, kind=_KINDS.get(attribute.kind, "text"), label=label, hint=hint)


def _choices(labels: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code=code, label=register_form.shown(word)) for code, word in labels.items())


def shown(attributes: Sequence[Attribute], record: School | Premises | Equipment, keys: Sequence[str]) -> dict[str, Any]:
    """What is known of a row, as the fields show it."""
    found: dict[str, Any] = {key: getattr(record, key) or None for key in keys}
    for attribute in attributes:
        value = getattr(record, attribute.key, None)
        if value is None or value == "":
            continue
        if attribute.kind == "any":
            found[attribute.key] = school_texts.as_text(attribute.key, value) or None
        elif attribute.kind == "flag":
            found[attribute.key] = "yes" if value else "no"
        elif attribute.kind == "words":
            found[attribute.key] = tr(", |list").join(value) or None
        elif attribute.kind == "choice" and attribute.open:
            found[attribute.key] = attribute.labels().get(value, value)
        else:
            found[attribute.key] = value
    return found | {"active": "yes" if record.active else "no"}


def typed(attributes: Sequence[Attribute], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, as the store takes it: a field left empty clears its attribute."""
    cleared = {attribute.key: "" for attribute in attributes} | dict.fromkeys(_SITE_KEYS[1:], "")
    return {**cleared, **values}
