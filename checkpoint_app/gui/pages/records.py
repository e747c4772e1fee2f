"""查记录: any number of entries, by text, period, place, state; never a look-up of a person (personal fields are not searched)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.fields.times import DateLine
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import display
from checkpoint_app.model.records import ENTRY_STATE_LABELS, Changes, Entry, EntryState, label, state_words
from checkpoint_app.model.template import Context
from checkpoint_app.store.entries_list import EntryFilter
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

PAUSE_MS = 200
ALL_STATES, WITH_VOID = "", "with void"
MOST_CONFIRMED = 500


class RecordsPage(Page):
    """`enter(shift=id, state=code, text=…)`: what the list begins with; `where`: the filter of a figure of the statistics."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shift = ""
        self._behind = EntryFilter()
        self._text = LineEdit()
        self._text.setObjectName("search")
        self._text.setAccessibleName(tr("Search"))
        self._text.setPlaceholderText(tr("Plate, note, site or officer; pinyin initials work"))
        self._first, self._last = self._day("first", tr("From day")), self._day("last", tr("To day"))
        self._site = PickBox(window.fields.sites)
        self._site.setObjectName("site")
        self._site.setAccessibleName(tr("Site"))
        self._site.setPlaceholderText(tr("All sites"))
        self._state = PickBox(_states())
        self._state.setObjectName("state")
        self._state.setAccessibleName(tr("State|column"))
        self._state.setPlaceholderText(tr("Valid ones"))
        self._only = parts.button(tr("This shift only"), self._toggle_shift, kind="choice", name="only_shift")
        self._only.setCheckable(True)
        self._count = parts.label(kind="soft", name="count")
        self.table = RecordTable(
            _columns(), runner=self.runner, name=tr("Records"), empty=tr("Nothing found. Try fewer letters, or another period.")
        )
        self.table.opened.connect(lambda entry: window.open_page("entry", entry=entry, back="records"))
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self._text.textChanged.connect(self._pause.start)
        for box in (self._first, self._last):
            box.editingFinished.connect(self._pause.start)
        for pick in (self._site, self._state):
            pick.picked.connect(self._pause.start)
        self.runner.changed.connect(self._changed)
        window.registers_changed.connect(lambda: self._site.set_options(window.fields.sites))
        keys.bind(self, "find", self._to_search)
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "confirm", self.confirm_shown)
        keys.bind(self, "print", self._print)

    def _day(self, name: str, label_text: str) -> DateLine:
        box = DateLine(lambda: self.window_.fields.now().astimezone(self.window_.fields.zone).date())
        box.setObjectName(name)
        box.setAccessibleName(label_text)
        box.setPlaceholderText(label_text)
        box.setFixedWidth(theme.px(136))
        return box

    def _build(self) -> None:
        self._site.setFixedWidth(theme.px(180))
        self._state.setFixedWidth(theme.px(140))
        confirm = parts.button(tr("Confirm the shown ones"), self.confirm_shown, key=keys.first("confirm"), name="confirm_shown")
        show = parts.button(tr("Open"), self._open, key=tr("Enter"), name="open_entry")
        clear = parts.button(tr("Show all"), self.show_all, kind="quiet", name="show_all")
        first = parts.row(self._text, self._first, self._last, self._site, self._state)
        first.setStretch(0, 1)
        second = parts.row(self._only, clear, 12, self._count, None, confirm, show)
        listing = parts.Card()
        listing.body.setContentsMargins(8, 4, 8, 4)
        listing.body.addWidget(self.table)
        layout = parts.column(parts.Card(first, second), listing, gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    # What is shown

    def enter(self, **what: object) -> None:
        if what:
            self.show_all()
            self._shift = str(what.get("shift") or "")
            self._state.choose(str(what.get("state") or "") or None)
            self._text.setText(str(what.get("text") or ""))
            if isinstance(behind := what.get("where"), EntryFilter):
                self._behind = behind
                self._first.setText(behind.first)
                self._last.setText(behind.last)
                self._site.choose(behind.site or None)
        here = self.window_.shift
        self._only.setVisible(bool(self._shift) or here is not None)
        self._only.setChecked(bool(self._shift))
        self.load()
        self._to_search()

    def show_all(self) -> None:
        """Every filter off."""
        self._shift = ""
        self._behind = EntryFilter()
        self._only.setChecked(False)
        for box in (self._text, self._first, self._last):
            box.clear()
        self._site.choose(None)
        self._state.choose(None)
        self._pause.start()

    def _toggle_shift(self) -> None:
        here = self.window_.shift
        self._shift = here.id if self._only.isChecked() and here is not None else ""
        self.load()

    def where(self) -> EntryFilter:
        """The filter as the boxes stand."""
        state = self._state.chosen or ""
        return EntryFilter(
            text=self._text.text().strip(),
            first=self._first.text().strip(),
            last=self._last.text().strip(),
            site=self._site.chosen or "",
            state="" if state == WITH_VOID else state,
            void=state == WITH_VOID,
            shift=self._shift,
            measure=self._behind.measure,
            officer=self._behind.officer,
        )

    def load(self) -> None:
        self._pause.stop()
        where = self.where()
        self.table.show_rows(_rows_of(where))

        def count(store: Store, _progress: Progress) -> int:
            from checkpoint_app.store import entries_list

            return entries_list.count(store, where)

        def show(found: int) -> None:
            if where == self.where():
                self._count.setText(tr("{n} {n:record/records}", n=found))

        self._count.setText("")
        Operation(self, count, runner=self.runner, reading=True).on_success(show).start()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and "entry" in changes.nouns:
            self.table.refresh()

    def _to_search(self) -> None:
        self._text.setFocus()
        self._text.selectAll()

    # What is done

    def _open(self) -> None:
        entry = self.table.current_id()
        if entry is not None:
            self.window_.open_page("entry", entry=entry, back="records")

    def _print(self) -> None:
        entry = self.table.current_id()
        if entry is not None:
            self.window_.open_page("paper", form="entry", subject=entry)

    def confirm_shown(self) -> None:
        """Every proposal that the filter finds, after asking with their number."""
        where = replace(self.where(), state=EntryState.PROPOSED.value, void=False)

        def waiting(store: Store, _progress: Progress) -> list[str]:
            from checkpoint_app.store import entries_list

            return [entry.id for entry in entries_list.page(store, where, None, MOST_CONFIRMED).rows]

        def ask(found: list[str]) -> None:
            if not found:
                self.window_.say(tr("Nothing waits for confirmation here."))
                return
            question = tr("Confirm {n} {n:entry/entries} of auxiliaries?", n=len(found))
            dialogs.confirm(
                self, question, tr("Confirm"), lambda: self._confirm(found), detail=tr("You take them as your own decisions.")
            )

        Operation(self, waiting, runner=self.runner, reading=True).on_success(ask).start()

    def _confirm(self, found: Sequence[str]) -> None:
        def work(store: Store, _progress: Progress) -> Saved[tuple[Entry, ...]]:
            from checkpoint_app.store import entries

            return entries.confirm(store, found)

        def done(saved: Saved[tuple[Entry, ...]]) -> None:
            self.window_.say(tr("{n} {n:entry is/entries are} confirmed.", n=len(saved.value)))

        Operation(self, work, runner=self.runner).on_success(done).start()


def _states() -> list[Option]:
    named = [
        Option(id=state, label=label(ENTRY_STATE_LABELS, state))
        for state in (EntryState.PROPOSED, EntryState.FINAL, EntryState.VOID)
    ]
    return [*named, Option(id=WITH_VOID, label=tr("With void ones"))]


def _columns() -> list[Column]:
    return [
        Column(key="at", title=tr("Time|column"), width=140),
        Column(key="site", title=tr("Site"), width=104),
        Column(key="plate", title=tr("Plate"), width=136, style="plate"),
        Column(key="vehicle_type", title=tr("Kind|record"), width=90, most=176),
        Column(key="findings", title=tr("Findings|column"), width=116, most=244, style="finding"),
        Column(key="disposition", title=tr("Disposition|column"), width=106, most=190),
        Column(key="checked_by", title=tr("Checked by"), width=None),
        Column(key="state", title=tr("State|column"), width=70, style="state"),
    ]


def _rows_of(where: EntryFilter) -> Callable[[Store, object | None, int], RowPage]:
    def fetch(store: Store, after: object | None, limit: int) -> RowPage:
        from checkpoint_app.store import entries_list

        found = entries_list.page(store, where, after, limit)  # type: ignore[arg-type]
        context = store.context()
        return RowPage(rows=[_row(store, entry, context) for entry in found.rows], after=found.after)

    return fetch


def _row(store: Store, entry: Entry, context: Context) -> Row:
    from checkpoint_app.store import templates

    template = templates.get(store, entry.template)
    names = context.registers
    around = {
        "at": entry.at.astimezone(store.unit.tz()).strftime("%Y-%m-%d %H:%M"),
        "site": names.name("site", entry.site),
        "checked_by": " ".join(names.name("officer", officer) for officer in entry.checked_by),
        "state": state_words(entry),
        "vehicle_type": display.title(template),
    }
    shown = {
        key: display.cell(template, key, entry.values, context, around)
        for key in ("plate", "vehicle_type", "findings", "disposition")
    }
    if not shown["plate"] and "fleeting" in entry.erased:
        shown["plate"] = tr("erased|plate")
    return Row(
        id=entry.id,
        cells={**around, **shown},
        tone="warn" if entry.state is EntryState.PROPOSED else "",
        void=entry.state is EntryState.VOID,
    )
