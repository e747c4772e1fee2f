"""U 盘同步: sticks come and go, one key exchanges with all of them; what the station has; the hub; the machines of the unit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.sync import work
from checkpoint_app.gui.pages.sync.work import Exchanged, Outcome, State
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick
    from checkpoint_app.gui.window import Window

PERIOD_MS = 2000
"""How often the system is asked for sticks while the page is shown."""


class SyncPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._state: State | None = None
        self._sticks: tuple[Stick, ...] = ()
        self._folders: list[Path] = []
        self._looking = False
        self._busy = False
        self._build()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._look)
        self.runner.changed.connect(self._changed)
        keys.bind(self, "save", self.sync)
        keys.bind(self, "refresh", self.load)

    def _build(self) -> None:
        self._count = parts.label(kind="figure", name="sync_count")
        self._words = parts.label(kind="soft", wrap=True, name="sync_words")
        self._go = parts.button(tr("Exchange"), self.sync, kind="primary", key=keys.first("save"), name="sync_go")
        folder = parts.button(tr("Another folder …"), self._choose_folder, name="sync_folder")
        self._plugged = QVBoxLayout()
        self._plugged.setSpacing(4)
        self._done = QVBoxLayout()
        self._done.setSpacing(4)
        self._result = parts.Card(self._done)
        self._result.hide()
        self._hubs = QHBoxLayout()
        self._hub_card = parts.Card(parts.label(tr("The station's hub|page"), "strong"), self._hubs)
        sticks = parts.Card(parts.row(parts.label(tr("Sticks|sync"), "strong"), None, folder), self._plugged)
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
        self.devices = RecordTable(
            [
                Column(key="name", title=tr("Machine|room"), width=220),
                Column(key="kind", title=tr("Kind"), width=130),
                Column(key="heard", title=tr("Last exchange")),
                Column(key="skew", title=tr("Clock|sync"), width=130, style="finding"),
                Column(key="state", title=tr("State|column"), width=110, style="state"),
            ],
            runner=self.runner,
            name=tr("Machines|room"),
        )
        self.devices.picked.connect(lambda _: self._allow_lost())
        self._card = parts.button(tr("Write this machine's card"), self._choose_card_place, name="write_card")
        self._enrol = parts.button(tr("Take in a machine"), self._choose_card, name="enrol")
        self._lost = parts.button(tr("Lost: cut off …"), self._ask_lost, kind="danger", name="lost")
        self._loss = parts.button(tr("Report on the loss"), self._print_loss, name="loss_report")
        machine_head = parts.row(
            parts.label(tr("Machines|room"), "strong"), None, self._card, self._enrol, self._loss, self._lost
        )
        self._machines = parts.Card(machine_head, self.devices)
        self._waiting_card = parts.Card(parts.label(tr("Not yet received"), "strong"), self.waiting)
        for table in (self.waiting, self.devices):
            table.setMinimumHeight(170)
        head = parts.row(parts.label(tr("Sync|page"), "title"), 16, self._count, self._words, None, self._go)
        head.setStretch(3, 1)
        inside = QWidget()
        below = parts.column(self._result, sticks, self._hub_card, self._waiting_card, self._machines, None, gap=12)
        inside.setLayout(below)
        warning = parts.label(tr("Never connect sticks or machines to the police network."), "warn", wrap=True)
        layout = parts.column(head, parts.scrolled(inside), warning, gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    # What is shown

    def enter(self, **_what: object) -> None:
        self.load()
        self._look()
        self._go.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def load(self) -> None:
        Operation(self, work.state, runner=self.runner, reading=True).on_success(self._show).start()

    def _show(self, state: State) -> None:
        self._state = state
        if state.station:
            self._count.setText("")
            self._words.setText(tr("This is a station machine: what comes here is received."))
        elif not state.enrolled:
            self._count.setText("")
            self._words.setText(
                tr("The station has not taken in this machine yet: write its card, take it there, bring the answer back.")
            )
        else:
            self._count.setText("✓" if not state.waiting else str(state.waiting))
            self._words.setText(tr("all received by the station") if not state.waiting else tr("not yet received by the station"))
            if state.last_receipt:
                self._words.setText(f"{self._words.text()}  {tr('last receipt {at}', at=state.last_receipt)}")
        self._waiting_card.setVisible(not state.station)
        self._card.setVisible(not state.enrolled)
        self._enrol.setVisible(state.may_enrol)
        for made in (self._lost, self._loss):
            made.setVisible(state.station)
        parts.empty(self._hubs)
        for url, fingerprint in state.hubs:
            self._hubs.addWidget(
                parts.button(tr("Exchange with {url}", url=url), partial(self._hub, url, fingerprint), name="hub")
            )
        self._hubs.addStretch(1)
        self._hub_card.setVisible(bool(state.hubs) and not state.station)
        if not state.station:
            self.waiting.show_rows(lambda store, _after, _limit: work.waiting_rows(store))
        self.devices.show_rows(lambda store, _after, _limit: work.device_rows(store))
        self._allow_lost()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and changes.records and not self._busy:
            self.load()

    # Sticks

    def _look(self) -> None:
        """Asks the system in the background; one question at a time."""
        if self._looking or self._busy or self.runner.session is None:
            return
        self._looking = True

        def ask(_progress: Progress) -> list[Stick]:
            from checkpoint_app.export import removable

            return removable.sticks()

        Operation.beside(self, ask, runner=self.runner).on_success(self._found).on_error(lambda _: self._found([])).on_cancelled(
            lambda: self._found([])
        ).start()

    def _found(self, sticks: Sequence[Stick]) -> None:
        self._looking = False
        if tuple(sticks) != self._sticks or not self._plugged.count():
            self._sticks = tuple(sticks)
            self._draw()

    def _draw(self) -> None:
        parts.empty(self._plugged)
        for stick in self._sticks:
            words = f"{stick.label}  {stick.path}"
            self._plugged.addWidget(parts.label(words if not stick.read_only else f"{words}  {tr('read-only|stick')}"))
        for folder in self._folders:
            self._plugged.addWidget(parts.label(str(folder)))
        if not self._sticks and not self._folders:
            text = tr("No USB stick is plugged in. It appears here by itself.")
            self._plugged.addWidget(parts.label(text, "soft", name="no_stick"))
        self._go.setEnabled(bool(self._places()) and not self._busy)

    def _places(self) -> list[Path]:
        return [Path(stick.path) for stick in self._sticks] + self._folders

    def add_folder(self, folder: Path) -> None:
        """Another place to exchange with."""
        if folder not in self._folders:
            self._folders.append(folder)
        self._draw()

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, tr("Where bundles lie or go"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.add_folder(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def sync(self) -> None:
        """With every stick that is plugged in and every folder that was chosen."""
        places = self._places()
        if not places or self._busy:
            return
        self._set_busy(True)
        Operation(self, lambda store, progress: work.visit(store, places, progress), runner=self.runner).with_progress(
            tr("Exchanging …")
        ).on_success(self._visited).on_error(self._failed).on_cancelled(partial(self._set_busy, False)).start()

    def _visited(self, exchanged: Exchanged) -> None:
        self._set_busy(False)
        self._show_outcomes(exchanged.outcomes)
        good = all(not one.trouble for one in exchanged.outcomes)
        words = tr("All sticks can be pulled out.") if good else tr("Not all went well; nothing is lost, try again.")
        self._done.addWidget(parts.label(words, "ok" if good else "bad", name="pull_out"))

    def _show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        parts.empty(self._done)
        for one in outcomes:
            self._done.addWidget(parts.label(one.name, "strong"))
            for text in one.lines:
                self._done.addWidget(parts.label(text, wrap=True))
            if one.trouble:
                self._done.addWidget(parts.label(one.trouble, "bad", wrap=True))
        self._result.show()
        self.load()

    def _failed(self, error: UserError) -> None:
        self._set_busy(False)
        dialogs.show_error(self, error)

    def _set_busy(self, on: bool) -> None:
        self._busy = on
        self._go.setEnabled(not on and bool(self._places()))

    # The hub

    def _hub(self, url: str, fingerprint: str) -> None:
        if self._busy:
            return
        self._set_busy(True)

        def done(exchanged: Exchanged) -> None:
            self._set_busy(False)
            self.window_.hub_watch.answers()
            self._show_outcomes(exchanged.outcomes)

        Operation(
            self, lambda store, progress: work.with_hub(store, url, fingerprint, progress), runner=self.runner
        ).with_progress(tr("Exchanging …")).on_success(done).on_error(self._failed).on_cancelled(
            partial(self._set_busy, False)
        ).start()

    # Machines

    def _choose_card_place(self) -> None:
        dialogs.choose_file(self, tr("Write this machine's card"), self.write_card, name="machine.checkpoint-card", save=True)

    def write_card(self, file: Path) -> None:
        """The card, and the words that the station must show for it."""

        def done(words: str) -> None:
            self._tell(tr("Take {file} to the station. It must show these words for this machine:", file=file.name), words)

        Operation(self, lambda store, _: work.write_card(store, file), runner=self.runner).on_success(done).start()

    def _choose_card(self) -> None:
        dialogs.choose_file(self, tr("The machine's card"), self.take_in)

    def take_in(self, file: Path) -> None:
        """The words of a card are compared first; then the machine is taken in and its answer written beside the card."""
        try:
            data, name, words = work.read_card(file)
        except UserError as error:
            dialogs.show_error(self, error)
            return
        answer = file.with_name(f"answer-{file.stem}.ckb")

        def enrol() -> None:
            def done(found: tuple[str, str]) -> None:
                label, unit = found
                self.load()
                self._tell(
                    tr(
                        "{machine} is taken in. The answer is {file}; the machine must show these words of the unit:",
                        machine=label,
                        file=answer.name,
                    ),
                    unit,
                )

            Operation(self, lambda store, _: work.enrol(store, data, answer), runner=self.runner).on_success(done).start()

        detail = tr("Compare with the words on that machine's own screen: {words}", words=words)
        dialogs.confirm(self, tr("Take in “{name}”?", name=name), tr("The words are the same: take it in"), enrol, detail=detail)

    def _tell(self, text: str, words: str) -> None:
        box = dialogs.Box(self, text, parts.label(words, "code", wrap=True, name="fingerprint"), name="words")
        close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
        box.buttons(close)
        box.open()
        close.setFocus()

    def _allow_lost(self) -> None:
        row = self.devices.current_row()
        self._lost.setEnabled(row is not None and not row.void and row.data is not True)
        self._loss.setEnabled(row is not None and row.data is not True)

    def _ask_lost(self) -> None:
        row = self.devices.current_row()
        if row is None or row.data is True:
            return
        device = row.id

        def given(box: dialogs.Box, reason: str) -> None:
            def done(_device: str) -> None:
                box.accept()
                self.load()
                self.window_.open_page("paper", form="loss", subject=device, back="sync")

            def revoke(store: Store, _progress: Progress) -> str:
                return work.revoke(store, device, reason)

            Operation(box, revoke, runner=self.runner).on_success(done).start()

        detail = tr(
            "What the station has of it stays. Nothing that it writes from now on is taken, and it gets nothing any more."
        )
        dialogs.ask_reason(
            self,
            tr("{machine} is lost: cut it off?", machine=row.cells["name"]),
            tr("Cut off"),
            given,
            detail=detail,
            reasons=(tr("Lost"), tr("Stolen")),
        )

    def _print_loss(self) -> None:
        row = self.devices.current_row()
        if row is not None:
            self.window_.open_page("paper", form="loss", subject=row.id, back="sync")
