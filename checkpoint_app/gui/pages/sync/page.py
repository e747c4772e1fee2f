"""U 盘同步: sticks come and go, one key exchanges with all of them; what the station has; receipts; the machines of the unit.

The page asks for one thing: plug in, press the big button, read whether the stick may be pulled out. Everything else is below, in three
lists of which one is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.sync import work
from checkpoint_app.gui.pages.sync.loss_view import LossView
from checkpoint_app.gui.pages.sync.machines_view import MachinesView
from checkpoint_app.gui.pages.sync.receipts_view import ReceiptsView
from checkpoint_app.gui.pages.sync.sticks_view import SticksView
from checkpoint_app.gui.pages.sync.work import Exchanged, Forecasts, State
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.stick_watch import StickWatch
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick
    from checkpoint_app.gui.window import Window

LISTS_PX = 200
"""The least height of the lists: five rows."""
WORTH_MEASURING = 200
"""Lines of an exchange from which on its speed tells something."""


class SyncPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._state: State | None = None
        self._busy = False
        self._lines_per_s = work.LINES_PER_S
        self.sticks = SticksView()
        self.receipts = ReceiptsView(window)
        self.machines = MachinesView(window)
        self.devices = self.machines.table
        self.loss = LossView(window)
        self.waiting = RecordTable(
            [
                Column(key="at", title=tr("Time|column"), width=110),
                Column(key="noun", title=tr("What|due"), width=110),
                Column(key="title", title=tr("Which|sync")),
                Column(key="photos", title="", width=170, style="finding"),
            ],
            runner=self.runner,
            name=tr("Not yet received"),
            empty=tr("Everything is at the station."),
        )
        self._build()
        self._watch = StickWatch(self, window.runner)
        self._watch.looked.connect(self._looked)
        self.sticks.go_wanted.connect(self.sync)
        self.sticks.folder_wanted.connect(self._choose_folder)
        self.sticks.card_wanted.connect(self.machines.take_in)
        self.machines.changed.connect(self.load)
        self.machines.lost.connect(self._show_loss)
        self.loss.left.connect(self._leave_loss)
        self.runner.changed.connect(self._changed)
        window.hub_watch.changed.connect(self._show_hub)
        keys.bind(self, "save", self.sync)
        keys.bind(self, "refresh", self.load)
        self._set_busy(False)

    def _build(self) -> None:
        self._count = parts.label(kind="figure", name="sync_count")
        self._count.hide()
        self._words = parts.label(kind="soft", wrap=True, name="sync_words")
        self._clock = parts.label(kind="warn", wrap=True, name="sync_clock")
        self._hubs = QHBoxLayout()
        self._behind = parts.label(kind="soft", wrap=True, name="hub_state")
        hub = parts.row(parts.label(tr("The station's hub|page"), "strong"), 12, self._behind, self._hubs)
        hub.setStretch(2, 1)
        self._hub_card = parts.Card(hub, tight=True)
        self._lists = QStackedWidget()
        self._tabs = {
            name: parts.button("", partial(self.show_list, name), kind="choice", name=f"list_{name}")
            for name in ("waiting", "receipts", "machines")
        }
        for made, view in zip(self._tabs.values(), (self.waiting, self.receipts, self.machines), strict=True):
            made.setCheckable(True)
            self._lists.addWidget(view)
        self._lists.setMinimumHeight(theme.px(LISTS_PX))
        self._buttons = {"receipts": self.receipts.buttons, "machines": self.machines.buttons}
        lists = parts.Card(parts.row(*self._tabs.values(), None, *self._buttons.values()), self._lists)
        lists.body.setStretch(1, 1)
        head = parts.row(parts.label(tr("Sync|page"), "title"), 16, self._count, self._words)
        head.setStretch(3, 1)
        inside = QWidget()
        below = parts.column(self._clock, self.sticks, self._hub_card, lists, gap=12)
        below.setStretch(3, 1)
        inside.setLayout(below)
        warning = parts.label(tr("△ Never connect sticks or machines to the police network."), "warn", wrap=True)
        main = QWidget()
        layout = parts.column(head, parts.scrolled(inside), warning, gap=10)
        layout.setStretch(1, 1)
        main.setLayout(layout)
        self._views = QStackedLayout()
        self._views.addWidget(main)
        self._views.addWidget(self.loss)
        self.setLayout(parts.column(self._views, margins=(16, 12, 16, 12)))

    # What is shown

    def enter(self, **_what: object) -> None:
        self.load()
        self.forecast()
        if self._views.currentIndex() == 0:
            self.sticks.go.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.rest()

    def load(self) -> None:
        Operation(self, work.state, runner=self.runner, reading=True).on_success(self._show).start()

    def show_list(self, name: str) -> None:
        """waiting, receipts or machines."""
        for key, made in self._tabs.items():
            made.setChecked(key == name)
        self._lists.setCurrentIndex(list(self._tabs).index(name))
        for key, buttons in self._buttons.items():
            buttons.setVisible(key == name)

    def _show(self, state: State) -> None:
        first = self._state is None
        self._state = state
        self._count.setText(str(state.waiting) if state.waiting else "✓")
        self._count.setVisible(state.enrolled and not state.station)
        self._words.setText(_standing(state))
        self._clock.setText(tr("△ The clock of this laptop against the station's: {skew}. Set it right.", skew=state.skew))
        self._clock.setVisible(bool(state.skew))
        texts = {
            "waiting": f"{tr('Not yet received')} {state.waiting}" if state.waiting else tr("Not yet received"),
            "receipts": tr("Receipts|sync"),
            "machines": tr("Machines|room"),
        }
        for name, made in self._tabs.items():
            parts.retitle(made, texts[name])
        self._tabs["waiting"].setVisible(not state.station)
        if first:
            self.show_list("machines" if state.station or not state.enrolled else "waiting")
        self._show_hub()
        if not state.station:
            self.waiting.show_rows(lambda store, _after, _limit: work.waiting_rows(store))
        self.receipts.load()
        self.machines.show_state(state)
        self._set_busy(self._busy)

    def _show_hub(self) -> None:
        """The hub and what the exchange behind the work does with it."""
        state = self._state
        parts.empty(self._hubs)
        hubs = state.hubs if state is not None and not state.station else ()
        for url, fingerprint in hubs:
            ask = partial(self._hub, url, fingerprint)
            self._hubs.addWidget(parts.button(tr("Exchange with {url}", url=url), ask, name="hub"))
        self._hub_card.setVisible(bool(hubs))
        self._behind.setText(self.window_.hub_watch.words(self.window_.session.unit.tz()) if hubs else "")

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and changes.records and not self._busy:
            self.load()

    def _show_loss(self, device: str) -> None:
        self._views.setCurrentIndex(1)
        self.loss.show_machine(device)

    def _leave_loss(self) -> None:
        self._views.setCurrentIndex(0)
        self.load()

    # Sticks

    def _looked(self, sticks: Sequence[Stick]) -> None:
        if not self._busy and self.sticks.show_sticks(sticks):
            self.forecast()
        self._set_busy(self._busy)

    def add_folder(self, folder: Path) -> None:
        """Another place to exchange with."""
        self.sticks.add_folder(folder)
        self.forecast()
        self._set_busy(self._busy)

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, tr("Where bundles lie or go"), self.add_folder)

    def forecast(self) -> None:
        """What each stick would bring, in the background."""
        places = self.sticks.places()
        if not places:
            return

        def found(forecasts: Forecasts) -> None:
            self.sticks.show_forecasts(forecasts, self._lines_per_s)
            self._set_busy(self._busy)

        Operation(self, lambda store, _: work.forecasts(store, places), runner=self.runner, reading=True).on_success(
            found
        ).start()

    @property
    def _lacks_card(self) -> bool:
        """A machine that the station has not taken in writes its card first, unless the answer is there already."""
        return self._state is not None and not self._state.enrolled and not self.sticks.brings

    def sync(self) -> None:
        """With every stick that is plugged in and every folder that was chosen; without any with the hub."""
        places, card_to = self.sticks.places(), self.sticks.writable
        if self._busy:
            return
        if self._lacks_card and card_to is not None:
            self.machines.write_card_into(card_to)
            return
        if not places:
            if self._state is not None and self._state.hubs and not self._state.station:
                self._hub(*self._state.hubs[0])
            return
        began = time.monotonic()

        def done(exchanged: Exchanged) -> None:
            if exchanged.moved >= WORTH_MEASURING:
                self._lines_per_s = exchanged.moved / max(0.1, time.monotonic() - began)
            self._exchanged(exchanged, sticks=True)

        self._set_busy(True)
        self._start(lambda store, progress: work.visit(store, places, progress), done)

    def _start(self, what: Callable[[Store, Progress], Exchanged], done: Callable[[Exchanged], None]) -> None:
        Operation(self, what, runner=self.runner).with_progress(tr("Exchanging …")).on_success(done).on_error(
            self._failed
        ).on_cancelled(partial(self._set_busy, False)).start()

    def _exchanged(self, exchanged: Exchanged, *, sticks: bool) -> None:
        self._set_busy(False)
        self.sticks.show_outcomes(exchanged.outcomes, sticks=sticks)
        self.load()

    def _failed(self, error: UserError) -> None:
        self._set_busy(False)
        dialogs.show_error(self, error)

    def _set_busy(self, on: bool) -> None:
        self._busy = on
        hub = self._state is not None and bool(self._state.hubs) and not self._state.station
        self.sticks.set_hub(hub)
        self.sticks.set_verb(tr("Write the card") if self._lacks_card else tr("Exchange"))
        self.sticks.go.setEnabled(not on and (bool(self.sticks.places()) or hub))

    # The hub

    def _hub(self, url: str, fingerprint: str) -> None:
        if self._busy:
            return

        def done(exchanged: Exchanged) -> None:
            self.window_.hub_watch.answers()
            self._exchanged(exchanged, sticks=False)

        self._set_busy(True)
        self._start(lambda store, progress: work.with_hub(store, url, fingerprint, progress), done)


def _standing(state: State) -> str:
    """How far the records of this machine are."""
    if state.station:
        return tr("This is a station machine: what comes here is received.")
    if not state.enrolled:
        return tr("The station has not taken in this machine yet: write its card, take it there, bring the answer back.")
    words = tr("all received by the station")
    if state.waiting:
        words = tr("not yet received by the station, the oldest of {since}", since=state.since)
    return f"{words}  {tr('last receipt {at}', at=state.last_receipt)}" if state.last_receipt else words
