"""巡查: the pieces of a place in walking order; a label scanned or typed jumps to its piece, one digit says what was found.

The cursor stays in the box of the label. With the box empty a digit is the result of the current piece and goes on to the next one that
nobody has looked at; Enter in the box jumps to the label in it (a scanner ends with Enter). What is found is a draft at once.

A round that was walked on paper is keyed in here too: its rows stand in the order of the sheet, a digit goes on to the next row whatever
it says already, and the check is dated with the time of the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages import register_boxes
from checkpoint_app.gui.pages.fire import faults, round_rows, round_work
from checkpoint_app.gui.pages.fire.from_paper import FromPaper
from checkpoint_app.gui.pages.fire.piece_card import RESULTS, PieceCard
from checkpoint_app.gui.table import Column, RecordTable, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import ids, labels, rounds, timing
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.rounds import FAULT, NOT_CHECKED
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

DRAFT_MS = 400


class RoundView(QWidget):
    """`done(Saved | None)`: written, or left with a draft."""

    done = Signal(object)

    def __init__(
        self,
        window: Window,
        premises: str,
        name: str,
        pieces: Sequence[Equipment],
        draft: Draft | None,
        *,
        paper: FromPaper | None = None,
    ) -> None:
        super().__init__()
        self._window = window
        self._paper = paper
        self._elsewhere, self._just = "", ""
        self._today = timing.local(window.fields.now(), window.session.unit.tz()).date()
        self._premises, self._name = premises, name
        self._draft = draft.id if draft is not None else ids.uuid7()
        self.round = rounds.from_draft(pieces, draft.body if draft is not None else {})
        self._current = ""
        self._build()
        self._save_draft = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._save_draft.timeout.connect(self.keep)
        keys.bind(self, "all_good", self._ask_rest)
        keys.bind(self, "save", self.save)
        keys.bind(self, "back", self.leave)
        keys.bind(self, "add_row", self._capture)
        keys.bind(self, "list_hazard", self._next_order)
        first = self.round.pieces[0].id if self.round.pieces else ""
        self._go(self.round.next_after("") or first)

    def _build(self) -> None:
        self._count = parts.label(kind="strong", name="round_count")
        self.table = RecordTable(
            [
                Column(key="position", title=tr("Order|round"), width=56, right=True),
                Column(key="label", title=tr("Number|label"), width=120, style="plate"),
                Column(key="floor", title=tr("Floor"), width=70),
                Column(key="place", title=tr("Place")),
                Column(key="kind", title=tr("Kind"), width=132),
                Column(key="result", title=tr("Condition|round"), width=110, style="state"),
                Column(key="faults", title=tr("Faults|round"), width=220, style="finding"),
            ],
            runner=self._window.runner,
            name=tr("Round|due"),
            empty=tr("No equipment is on file here. Scan or type a label, then Ctrl+N."),
        )
        self.table.picked.connect(self._picked)
        rest = parts.button(tr("The rest in order"), self._ask_rest, key=keys.first("all_good"), name="round_rest")
        capture = parts.button(tr("Add to the register"), self._capture, key=keys.first("add_row"), name="round_capture")
        later = parts.button(tr("Go on later"), self.leave, key=tr("Esc"), name="round_later")
        write = parts.button(tr("End the round"), self.save, kind="primary", key=keys.first("save"), name="round_save")
        self._hazard = parts.button(tr("List as a hazard"), self._next_order, key=keys.first("list_hazard"), name="round_hazard")
        head = parts.row(parts.label(self._title(), "title"), 12, self._count, None, later, write)
        said = parts.label(self._paper.words() if self._paper is not None else "", "soft", wrap=True, name="round_paper")
        said.setVisible(self._paper is not None)
        self.card = PieceCard([rest, self._hazard, capture], on_paper=self._paper is not None)
        self.card.digit.connect(self._digit)
        self.box = self.card.box
        self.box.submitted.connect(self._scanned)
        self.box.moved.connect(self._move)
        layout = parts.column(head, said, self.card, parts.Card(self.table), gap=10)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def _title(self) -> str:
        if self._paper is None:
            return tr("Round at {premises}", premises=self._name)
        return tr("Keying in a round: {premises}", premises=self._name)

    # What is shown

    def start(self, scanned: str = "") -> None:
        """Begins where it was left, or at the piece whose label was scanned."""
        self._show()
        self.box.setFocus()
        if scanned:
            self._look_for(scanned)

    def _show(self) -> None:
        round_ = self.round
        rows = round_rows.every(round_, numbered=self._paper is not None)
        self.table.show_rows(lambda _store, _after, _limit: RowPage(rows=rows, after=None))
        left = len(round_.left())
        self._count.setText(
            tr("{done} of {all}, {left} not checked", done=len(round_.pieces) - left, all=len(round_.pieces), left=left)
        )
        piece = next((one for one in round_.pieces if one.id == self._current), None)
        faulty = self._faulty()
        self._hazard.setEnabled(faulty is not None)
        notes = [*([self._elsewhere] if self._elsewhere else []), *round_rows.remarks(round_, faulty, self._today)]
        self.card.show_piece(piece, round_.result(piece.id) if piece else "", self._today, notes)
        QTimer.singleShot(0, lambda: self.table.select(self._current))

    def _picked(self, record: str) -> None:
        if record and record != self._current:
            self._current = record
            self._show()
        self.box.setFocus()

    def _go(self, piece: str) -> None:
        self._current = piece
        self._show()

    def _move(self, by: int) -> None:
        order = [one.id for one in self.round.pieces]
        if order:
            at = order.index(self._current) if self._current in order else 0
            self._go(order[max(0, min(len(order) - 1, at + by))])

    # What is found

    def _digit(self, number: int) -> None:
        if not any(one.id == self._current for one in self.round.pieces):
            return
        result = RESULTS[number - 1]
        if result == FAULT:
            self._ask_fault()
            return
        self._found(result)

    def _found(self, result: str, words: str = "", *, order: str = "") -> None:
        piece = self._current
        self.round = self.round.set(piece, result, words).as_hazard(piece, order)
        self._elsewhere = ""
        self._just = piece if result in rounds.WRONG else ""
        self._save_draft.start()
        if self._paper is not None:
            self._go(self.round.after(piece))
        else:
            self._go(self.round.next_after(piece) if result != NOT_CHECKED else piece)
        self.box.setFocus()

    def _ask_fault(self) -> None:
        known = self.round.found.get(self._current)

        def said(words: str, hazard: bool) -> None:
            kept = known.order if known else ""
            self._found(FAULT, words, order=(kept or faults.ORDERS[0]) if hazard else kept)

        faults.ask(self, known.faults if known else "", said, words_needed=self._paper is None)

    def _faulty(self) -> Equipment | None:
        """The piece whose fault Alt+K means: the current one, else the one just said to be faulty; the cursor has gone on from it."""
        for piece in (self._current, self._just):
            found = self.round.found.get(piece)
            if found is not None and found.result in rounds.WRONG:
                return next(one for one in self.round.pieces if one.id == piece)
        return None

    def _next_order(self) -> None:
        """That fault is a hazard; again: what is ordered about it; at last it is none. The cursor stays where it is."""
        self.box.settle()
        piece = self._faulty()
        if piece is None:
            return
        self._just = piece.id
        known = self.round.found[piece.id].order
        self.round = self.round.as_hazard(piece.id, faults.ORDERS[(faults.ORDERS.index(known) + 1) % len(faults.ORDERS)])
        self._save_draft.start()
        self._show()
        self.box.setFocus()

    def _scanned(self) -> None:
        label = self.box.text()
        self.box.clear()
        self._look_for(label)

    def _look_for(self, label: str) -> None:
        """To the piece that a label or its code names."""
        self.round, piece = self.round.scan(label)
        self._elsewhere = ""
        self._save_draft.start()
        if piece is not None:
            self._go(piece.id)
        else:
            self._show()
            if labels.is_code(label):
                self._say_whose(label)

    def _say_whose(self, code: str) -> None:
        """A label of another place was scanned: it is none of this round's."""

        def done(words: str) -> None:
            self._elsewhere = words
            self._show()

        Operation(self, lambda store, _: round_work.whose(store, code), runner=self._window.runner, reading=True).on_success(
            done
        ).start()

    def _ask_rest(self) -> None:
        self.box.settle()
        piece = next((one for one in self.round.pieces if one.id == self._current), None)
        floor = piece.floor if piece is not None and len(self.round.floors()) > 1 else None
        left = len(self.round.left(floor))
        if not left:
            return

        def go() -> None:
            self.round = self.round.rest_in_order(floor)
            self._save_draft.start()
            self._go(self.round.next_after(self._current))
            self.box.setFocus()

        where = floor or tr("everywhere|round")
        question = tr("{n} {n:piece/pieces} ({floor}) in order?", n=left, floor=where)
        detail = tr("Only what nobody has looked at yet; say it only when you have seen them.")
        dialogs.confirm(self, question, tr("All {n} in order", n=left), go, detail=detail)

    def _capture(self) -> None:
        """An unknown label, or the next one, into the register: copied from the piece before."""
        pieces = self.round.pieces
        last = next((one for one in pieces if one.id == self._current), pieces[-1] if pieces else None)
        known = rounds.copied(pieces, last) if last is not None else {}
        if self.round.unknown:
            known["label"] = self.round.unknown[0]

        def saved(saved: Saved[Equipment]) -> None:
            self.round = self.round.with_piece(saved.value)
            self._save_draft.start()
            self._go(saved.value.id)
            self.box.setFocus()

        window = self._window
        register_boxes.edit_equipment(self, None, self._premises, saved, runner=window.runner, context=window.fields, known=known)

    # Leaving it

    def keep(self, then: Callable[[], object] | None = None) -> None:
        """What is found so far, as a draft, and `then` what follows; of a round in which nothing was found there is none."""
        self._save_draft.stop()
        if not self.round.found and not self.round.unknown:
            if then is not None:
                then()
            return
        body = {"premises": self._premises, "name": self._name, **self.round.to_draft()}
        if self._paper is not None:
            body["paper"] = self._paper.to_draft()
        draft, shift = self._draft, self._window.shift.id if self._window.shift else None
        work = partial(round_work.keep, draft=draft, body=body, shift=shift)
        operation = Operation(self, lambda store, _: work(store), runner=self._window.runner)
        (operation.on_success(lambda _: then()) if then is not None else operation).start()

    def leave(self) -> None:
        """The page may look for drafts as soon as it hears of it: so not before this one is there."""
        self.box.settle()
        self.keep(lambda: self.done.emit(None))

    def save(self) -> None:
        """Writes the check. Pieces that nobody looked at are in it as 未查."""
        self.box.settle()
        shift = self._paper.shift if self._paper is not None else self._window.shift.id if self._window.shift is not None else ""
        if not shift:
            question = tr("Checks and rechecks are written on a duty. Open a shift of fire inspection first?")
            dialogs.confirm(self, question, tr("To today's duty"), lambda: self._window.open_page("today"))
            return
        left = len(self.round.left())
        if left:
            question = tr("{n} {n:piece was/pieces were} not looked at. End the round?", n=left)
            detail = tr("They stand in the check as not checked and stay due.")
            dialogs.confirm(self, question, tr("End the round"), lambda: self._write(shift), detail=detail)
            return
        self._write(shift)

    def _write(self, shift: str) -> None:
        self._save_draft.stop()
        check = round_work.values(self._premises, self.round)
        work = partial(round_work.write, check=check, shift=shift, draft=self._draft, paper=self._paper)

        def failed(error: UserError) -> None:
            dialogs.show_error(self, error)

        Operation(self, lambda store, _: work(store), runner=self._window.runner).on_success(self.done.emit).on_error(
            failed
        ).start()
