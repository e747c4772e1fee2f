"""The machines of the unit: when each was last heard of, how its clock stands, taken in by card, cut off when it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, parts, theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.sync import machine_work
from checkpoint_app.gui.pages.sync.work import State
from checkpoint_app.gui.table import Column, RecordTable
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


WORDS_PX = 620
"""The width of a box with a fingerprint: four long English words in a line."""


class MachinesView(QWidget):
    """`changed` after a machine was taken in; `lost(id)`: what is known of it is to be shown, and it may be cut off. `buttons` stand in
    the line above the list."""

    changed = Signal()
    lost = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.table = RecordTable(
            [
                Column(key="letter", title=tr("Letter|device"), width=70),
                Column(key="name", title=tr("Machine|room"), width=200, most=300),
                Column(key="kind", title=tr("Kind"), width=150),
                Column(key="heard", title=tr("Last exchange")),
                Column(key="skew", title=tr("Clock|sync"), width=130, style="finding"),
                Column(key="state", title=tr("State|column"), width=110, style="state"),
            ],
            runner=window.runner,
            name=tr("Machines|room"),
        )
        self.table.picked.connect(lambda _: self._allow())
        self._card = parts.button(tr("Write this machine's card"), self._choose_card_place, name="write_card")
        self._enrol = parts.button(tr("Take in a machine"), self._choose_card, name="enrol")
        self._lost = parts.button(tr("Lost: cut off …"), self._show_lost, kind="danger", name="lost")
        self.buttons = QWidget()
        self.buttons.setLayout(parts.row(self._card, self._enrol, self._lost))
        self.setLayout(parts.column(self.table))

    def show_state(self, state: State) -> None:
        self._card.setVisible(not state.enrolled)
        self._enrol.setVisible(state.may_enrol)
        self._lost.setVisible(state.station)
        self.table.show_rows(lambda store, _after, _limit: machine_work.device_rows(store))
        self._allow()

    def _choose_card_place(self) -> None:
        dialogs.choose_file(self, tr("Write this machine's card"), self.write_card, name="machine.checkpoint-card", save=True)

    def write_card_into(self, folder: Path) -> None:
        """The card onto a stick, under a name of its own."""
        self.write_card(folder / machine_work.card_name(self._window.session.device.id))

    def write_card(self, file: Path) -> None:
        """The card, and the words that the station must show for it."""

        def done(words: str) -> None:
            self._tell(tr("Take {file} to the station. It must show these words for this machine:", file=file.name), words)

        Operation(self, lambda store, _: machine_work.write_card(store, file), runner=self._window.runner).on_success(
            done
        ).start()

    def _choose_card(self) -> None:
        dialogs.choose_file(self, tr("The machine's card"), self.take_in)

    def take_in(self, file: Path) -> None:
        """The words of a card are compared first; then the machine is taken in and its answer written beside the card."""
        try:
            data, name, words = machine_work.read_card(file)
        except UserError as error:
            dialogs.show_error(self, error)
            return
        answer = file.with_name(f"answer-{file.stem}.ckb")

        def enrol() -> None:
            def done(found: tuple[str, str]) -> None:
                label, unit = found
                self.changed.emit()
                self._tell(
                    tr(
                        "{machine} is taken in. The answer is {file}; the machine must show these words of the unit:",
                        machine=label,
                        file=answer.name,
                    ),
                    unit,
                )

            work = Operation(self, lambda store, _: machine_work.enrol(store, data, answer), runner=self._window.runner)
            work.on_success(done).start()

        shown = parts.fingerprint(words)
        detail = tr(
            "Compare with the words on that laptop's own screen. Are they others, take nothing in: the stick was exchanged."
        )
        box = dialogs.Box(self, tr("Take in “{name}”?", name=name), shown, detail=detail, name="confirm")
        box.setMinimumWidth(theme.px(WORDS_PX))

        def accepted() -> None:
            box.accept()
            enrol()

        cancel = parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel")
        do = parts.button(tr("The words are the same: take it in"), accepted, kind="primary", name="do")
        do.setDefault(True)
        box.buttons(cancel, do)
        box.open()
        do.setFocus()

    def _tell(self, text: str, words: str) -> None:
        box = dialogs.Box(self, text, parts.fingerprint(words), name="words")
        box.setMinimumWidth(theme.px(WORDS_PX))
        close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
        box.buttons(close)
        box.open()
        close.setFocus()

    def _allow(self) -> None:
        row = self.table.current_row()
        self._lost.setEnabled(row is not None and row.data is not True)

    def _show_lost(self) -> None:
        row = self.table.current_row()
        if row is not None and row.data is not True:
            self.lost.emit(row.id)
