"""点位: the sites of duty, to look at, add, change, put out of use, and to import from a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages import register_boxes, register_form
from checkpoint_app.gui.pages.register_form import RecordBox, WideChoice
from checkpoint_app.gui.pages.register_import import import_sheet, of_several, save_empty_sheet
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import pinyin
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import SITE_KIND_LABELS, Changes, Site, SiteKind, label
from checkpoint_app.model.registers import Premises, School
from checkpoint_app.model.text import fold
from checkpoint_app.store import premises, schools, sites
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

_SHEETS = ("site", "school", "premises", "equipment", "roster")
"""The registers whose lists belong to places."""


class SitesPage(Page):
    """The list; Enter opens a site, Ctrl+N adds one, Ctrl+F looks among them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._looked_for = LineEdit()
        self._looked_for.setObjectName("find")
        self._looked_for.setPlaceholderText(tr("Find: name, pinyin initials, address"))
        self._looked_for.setAccessibleName(tr("Find: name, pinyin initials, address"))
        self._all = QCheckBox(tr("Also those out of use"))
        self._count = parts.label(kind="soft", name="count")
        self._change = parts.button(tr("Change"), self._change_current, key=tr("Enter"), name="change")
        self.table = RecordTable(
            [
                Column(key="name", title=tr("Name|site"), width=250),
                Column(key="kind", title=tr("Kind"), width=110),
                Column(key="address", title=tr("Address")),
                Column(key="district", title=tr("District"), width=120),
                Column(key="note", title=tr("Note"), width=180, style="soft"),
                Column(key="active", title=tr("State"), width=90, style="state"),
            ],
            runner=window.runner,
            name=tr("Sites"),
            empty=tr("No site fits. Add one with “New site”."),
        )
        self._lay_out()
        self._connect()

    def enter(self, **_what: object) -> None:
        self._load()
        self.table.setFocus()

    def _lay_out(self) -> None:
        sheet, taken = parts.button(tr("Empty sheet"), name="sheet"), parts.button(tr("Import a sheet"), name="import")
        runner, say = self.runner, self.window_.say
        of_several(sheet, _SHEETS, lambda noun: save_empty_sheet(self, noun, runner=runner, say=say))
        of_several(taken, _SHEETS, lambda noun: import_sheet(self, noun, runner=runner, say=say))
        head = parts.row(
            parts.label(tr("Sites"), "title"),
            self._count,
            None,
            sheet,
            taken,
            parts.button(tr("New site"), self._new, kind="primary", key=keys.first("add_row"), name="new"),
        )
        self._looked_for.setMinimumWidth(self._looked_for.fontMetrics().averageCharWidth() * 36)
        layout = parts.column(
            head,
            parts.row(self._looked_for, self._all, None, self._change),
            parts.Card(self.table),
            margins=(16, 12, 16, 12),
            gap=16,
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._looked_for.textChanged.connect(lambda _: self._load())
        self._looked_for.submitted.connect(self.table.setFocus)
        self._all.toggled.connect(lambda _: self._load())
        self.table.opened.connect(self._open)
        self.table.picked.connect(lambda record: self._change.setEnabled(bool(record)))
        self.table.loaded.connect(self._loaded)
        self._change.setEnabled(False)
        self.runner.changed.connect(self._changed)
        keys.bind(self, "add_row", self._new)
        keys.bind(self, "find", self._looked_for.setFocus)
        keys.bind(self, "refresh", self.table.refresh)

    def _load(self) -> None:
        wanted, everything = self._looked_for.text(), self._all.isChecked()
        self.table.show_rows(lambda store, _after, _limit: RowPage(rows=_rows(store, wanted, everything), after=None))

    def _loaded(self, count: int) -> None:
        self._count.setText(tr("{count} {count:site/sites}", count=count))
        self._change.setEnabled(self.table.current_id() is not None)

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if "site" in changes.nouns:
            self.table.refresh()

    def _change_current(self) -> None:
        if (record := self.table.current_id()) is not None:
            self._open(record)

    def _open(self, record: str) -> None:
        Operation(self, lambda store, _: _read(store, record), runner=self.runner, reading=True).on_success(self._edit).start()

    def _new(self) -> None:
        self._edit(None)

    def _edit(self, site: Site | None) -> None:
        fields = self.window_.fields
        if isinstance(site, School):
            register_boxes.edit_school(self, site, self._saved, runner=self.runner, context=fields)
            return
        if isinstance(site, Premises):
            register_boxes.edit_premises(self, site, self._saved, runner=self.runner, context=fields)
            return
        known = (
            {"kind": "checkpoint", "active": "yes"}
            if site is None
            else {key: getattr(site, key) or None for key in ("name", "kind", "address", "district", "note")}
            | {"active": "yes" if site.active else "no"}
        )
        title = tr("New site") if site is None else tr("Change {name}", name=site.name)
        RecordBox(
            self,
            title,
            _form(known, changing=site is not None),
            _write,
            self._saved,
            runner=self.runner,
            closed=() if site is None else ("name", "kind"),
        )

    def _saved(self, saved: Saved[Site] | Saved[School] | Saved[Premises]) -> None:
        self.window_.say(_said(tr("Saved: {name}", name=saved.value.name), saved.problems))
        self.table.select(saved.value.id)
        self.table.setFocus()


def _read(store: Store, record: str) -> Site:
    """A school or premises with all they have."""
    site = sites.get(store, record)
    if site.kind == SiteKind.SCHOOL:
        return schools.get(store, record)
    return premises.get(store, record) if site.kind == SiteKind.PREMISES else site


def _form(known: Mapping[str, Any], *, changing: bool) -> Form:
    form = Form()
    fixed = tr("A site keeps its name and kind: add a new one and put this one out of use.") if changing else ""
    form.add(WideChoice(register_form.choice("kind", tr("Kind"), SITE_KIND_LABELS, required=True), form.context))
    form.add(register_form.field("name", tr("Name|site"), required=True, hint=fixed or tr("As it stands in the duty order")))
    form.add(register_form.field("district", tr("District")))
    form.add(register_form.field("address", tr("Address"), hint=tr("Road, kilometre and direction")))
    form.add(register_form.in_use())
    form.add(register_form.field("note", tr("Note"), kind="note"))
    form.fill(known)
    return form


def _write(store: Store, values: dict[str, Any]) -> Saved[Site]:
    site, problems, changes = sites.save(store, values)
    return Saved(value=site, problems=tuple(problems), changes=changes)


def _said(sentence: str, problems: tuple[Problem, ...]) -> str:
    return "  △ ".join([sentence, *(problem.text() for problem in problems)])


def _rows(store: Store, wanted: str, everything: bool) -> list[Row]:
    return [_row(site) for site in sites.every(store, inactive=everything) if _fits(site, fold(wanted.strip()))]


def _fits(site: Site, wanted: str) -> bool:
    if not wanted:
        return True
    texts = (site.name, site.address, site.district, site.note, *pinyin.search_words(site.name, person=False))
    return any(wanted in fold(text) for text in texts)


def _row(site: Site) -> Row:
    return Row(
        id=site.id,
        cells={
            "name": site.name,
            "kind": label(SITE_KIND_LABELS, site.kind),
            "address": site.address,
            "district": site.district,
            "note": site.note,
            "active": tr("In use") if site.active else tr("Out of use"),
        },
        tone="ok" if site.active else "",
    )
