"""Entries as JSON objects, table rows and labelled values. Masked unless a clerk or leader gives a reason, which is logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checkpoint_app.cli.nouns import Face, moment
from checkpoint_app.export import rows
from checkpoint_app.i18n import tr
from checkpoint_app.model import display
from checkpoint_app.model.records import Entry, state_words

if TYPE_CHECKING:
    from checkpoint_app.model.template import Template
    from checkpoint_app.store.session import Store


def is_masked(store: Store, *, unmasked: bool, reason: str, what: str) -> bool:
    """Whether personal data stays masked; to see it is an act that is journaled. Raises NotAllowed, ReasonNeeded."""
    from checkpoint_app.store import disclosure

    if unmasked:
        disclosure.disclose(store, what, reason)
    return not unmasked


def face(store: Store, form: Template | None, *, masked: bool) -> Face[Entry]:
    """How entries are listed: with the columns of one form, or with those that all have."""
    reading = Reading(store, masked=masked)
    if form is None:
        heads = [tr("Time|column"), tr("Form"), tr("What"), tr("Site"), tr("Checked by"), tr("State"), tr("Id")]
        return Face(reading.to_object, heads, reading.to_row)
    keys = [column.key for column in form.list_columns if column.key != "at"]
    heads = [tr("Time|column"), *(display.column_title(form, key) for key in keys), tr("Site"), tr("Id")]
    return Face(reading.to_object, heads, lambda entry: reading.to_form_row(entry, keys))


class Reading:
    """Entries of one store in words, or with their codes."""

    def __init__(self, store: Store, *, masked: bool) -> None:
        self._store = store
        self._context = store.context(masked=masked)

    def to_object(self, entry: Entry) -> dict[str, object]:
        """Codes, ids and stored times; values with those that are computed."""
        return rows.to_object(entry, self._template(entry), self._context)

    def to_row(self, entry: Entry) -> Sequence[str]:
        template = self._template(entry)
        shown = [column.key for column in template.list_columns if column.key not in display.AROUND]
        what = " ".join(filter(None, (self._cell(entry, key) for key in shown)))
        names = self._context.registers
        checked = " ".join(names.name("officer", officer) for officer in entry.checked_by)
        site = names.name("site", entry.site)
        return [self._time(entry), display.title(template), what, site, checked, state_words(entry), entry.id]

    def to_form_row(self, entry: Entry, keys: Sequence[str]) -> Sequence[str]:
        """The columns of a form; what this entry's version of it does not have stays empty."""
        site = self._context.registers.name("site", entry.site)
        return [self._time(entry), *(self._cell(entry, key) for key in keys), site, entry.id]

    def pairs(self, entry: Entry) -> list[tuple[str, str]]:
        """Labels and values of one entry, its own facts first."""
        template = self._template(entry)
        around = self._around(entry)
        return [
            (tr("Form"), display.title(template)),
            (tr("Time|column"), self._time(entry)),
            (tr("Site"), self._context.registers.name("site", entry.site)),
            (tr("Checked by"), around["checked_by"]),
            (tr("Recorded by"), around["by"]),
            (tr("State"), state_words(entry)),
            *display.rows(template, entry.values, self._context, erased=entry.erased),
            (tr("Reason"), entry.reason or ""),
            (tr("Id"), entry.id),
        ]

    def _template(self, entry: Entry) -> Template:
        from checkpoint_app.store import templates

        return templates.get(self._store, entry.template)

    def _time(self, entry: Entry) -> str:
        return moment(entry.at, self._store.unit.tz())

    def _around(self, entry: Entry) -> Mapping[str, str]:
        names = self._context.registers
        return {
            "at": self._time(entry),
            "checked_by": " ".join(names.name("officer", officer) for officer in entry.checked_by),
            "by": names.name("officer", entry.account),
            "state": state_words(entry),
        }

    def _cell(self, entry: Entry, key: str) -> str:
        return display.cell(self._template(entry), key, entry.values, self._context, self._around(entry))
