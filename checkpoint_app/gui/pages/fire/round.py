"""巡查: the pieces of a place in walking order; a label scanned or typed jumps to its piece, one digit says what was found.

The cursor stays in the box of the label. With the box empty a digit is the result of the current piece and goes on to the next one that
nobody has looked at; Enter in the box jumps to the label in it (a scanner ends with Enter). What is found is a draft at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.pages import register_boxes
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.gui.table import Column, RecordTable, Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import ids, rounds
from checkpoint_app.model.records import Entry
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.rounds import FAULT, NO_ACCESS, NOT_CHECKED, NOT_SEEN, OK
from checkpoint_app.store import equipment
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

FORM, CHECK = "round", "fire-check"
RESULTS = (OK, FAULT, NOT_SEEN, NO_ACCESS, NOT_CHECKED)
"""Digit 1–5: the codes of `equipment_results`."""
DRAFT_MS = 400
_TONES = {OK: "ok", FAULT: "bad", NOT_SEEN: "bad", NO_ACCESS: "warn", NOT_CHECKED: ""}


class _LabelBox(LineEdit):
    """`digit` when a digit is typed into the empty box."""

    digit = Signal(int)
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.text() and not event.modifiers() and event.text() in {str(n) for n in range(1, len(RESULTS) + 1)}:
            self.digit.emit(int(event.text()))
            return
        if event.key() in (0x01000013, 0x01000015):  # Up, Down
            self.moved.emit(-1 if event.key() == 0x01000013 else 1)
            return
        super().keyPressEvent(event)


class RoundView(QWidget):
    """`done(Saved | None)`: written, or left with a draft."""

    done = Signal(object)

    def __init__(self, window: Window, premises: str, name: str, pieces: Sequence[Equipment], draft: Draft | None) -> None:
        super().__init__()
        self._window = window
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
        self._go(self.round.next_after(""))

    def _build(self) -> None:
        self.box = _LabelBox()
        self.box.setObjectName("round_label")
        self.box.setPlaceholderText(tr("Scan or type a label; a digit says what was found"))
        self.box.setAccessibleName(tr("Label of the piece"))
        self.box.submitted.connect(self._scanned)
        self.box.digit.connect(self._digit)
        self.box.moved.connect(self._move)
        self._count = parts.label(kind="strong", name="round_count")
        self._now = parts.label(kind="figure", wrap=True, name="round_now")
        self._what = parts.label(kind="soft", wrap=True)
        self._notes = parts.label(kind="warn", wrap=True, name="round_notes")
        self._results: dict[str, QPushButton] = {}
        for number, code in enumerate(RESULTS, 1):
            text = f"{number} {lists.word('equipment_results', code)}"
            self._results[code] = parts.button(text, partial(self._digit, number), kind="choice", name=f"round_{number}")
            self._results[code].setCheckable(True)
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
        head = parts.row(
            parts.label(tr("Round at {premises}", premises=self._name), "title"), 12, self._count, None, later, write
        )
        keys_row = FlowBox(*self._results.values(), rest, capture, gap=6)
        card = parts.Card(parts.row(self.box, 16, self._now, None), self._what, keys_row, self._notes)
        self.box.setFixedWidth(self.box.fontMetrics().averageCharWidth() * 34)
        layout = parts.column(head, card, parts.Card(self.table), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    # What is shown

    def start(self) -> None:
        self._show()
        self.box.setFocus()

    def _show(self) -> None:
        round_ = self.round
        rows = [self._row(piece) for piece in round_.pieces]
        self.table.show_rows(lambda _store, _after, _limit: RowPage(rows=rows, after=None))
        left = len(round_.left())
        self._count.setText(
            tr("{done} of {all}, {left} not checked", done=len(round_.pieces) - left, all=len(round_.pieces), left=left)
        )
        piece = next((one for one in round_.pieces if one.id == self._current), None)
        self._now.setText(piece.label if piece else "—")
        self._what.setText(
            "  ".join(filter(None, (piece.floor, piece.place, lists.word("equipment_kinds", piece.kind)))) if piece else ""
        )
        for code, made in self._results.items():
            made.setEnabled(piece is not None)
            made.setChecked(piece is not None and round_.result(piece.id) == code)
        notes = []
        if round_.unknown:
            notes.append(tr("Not in the register: {labels}", labels=" ".join(round_.unknown)))
        if round_.twice:
            notes.append(tr("Came twice: {labels}", labels=" ".join(round_.twice)))
        self._notes.setText("   ".join(notes))
        self._notes.setVisible(bool(notes))
        QTimer.singleShot(0, lambda: self.table.select(self._current))

    def _row(self, piece: Equipment) -> Row:
        found = self.round.found.get(piece.id)
        result = found.result if found else NOT_CHECKED
        return Row(
            id=piece.id,
            cells={
                "position": "" if piece.position is None else str(piece.position),
                "label": piece.label,
                "floor": piece.floor,
                "place": piece.place,
                "kind": equipment.kind_word(piece.kind),
                "result": lists.word("equipment_results", result),
                "faults": found.faults if found else "",
            },
            tone=_TONES[result],
        )

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

    def _found(self, result: str, faults: str = "") -> None:
        piece = self._current
        self.round = self.round.set(piece, result, faults)
        self._save_draft.start()
        self._go(self.round.next_after(piece) if result != NOT_CHECKED else piece)
        self.box.setFocus()

    def _ask_fault(self) -> None:
        """The codes of the standard's appendix as buttons that fill the line; several with commas between them."""
        offers = tuple(choice.brief for choice in lists.choices()["equipment_faults"])
        known = self.round.found.get(self._current)
        box, line = fault_box(self, offers, known.faults if known else "", lambda text: self._found(FAULT, text))
        box.open()
        line.setFocus()

    def _scanned(self) -> None:
        label = self.box.text()
        self.box.clear()
        self.round, piece = self.round.scan(label)
        self._save_draft.start()
        if piece is not None:
            self._go(piece.id)
        else:
            self._show()

    def _ask_rest(self) -> None:
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
        question = tr("{n} pieces ({floor}) in order?", n=left, floor=where)
        detail = tr("Only what nobody has looked at yet; say it only when you have seen them.")
        dialogs.confirm(self, question, tr("All {n} in order", n=left), go, detail=detail)

    def _capture(self) -> None:
        """An unknown label, or the next one, into the register: copied from the piece before."""
        pieces = self.round.pieces
        last = next((one for one in pieces if one.id == self._current), pieces[-1] if pieces else None)
        label = self.round.unknown[0] if self.round.unknown else rounds.next_label(last.label) if last else ""
        known: dict[str, Any] = {"label": label}
        if last is not None:
            known |= {key: getattr(last, key) or None for key in ("floor", "place", "kind", "model", "made")}
            known["position"] = max((one.position or 0 for one in pieces), default=0) + 1

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
        draft, shift = self._draft, self._window.shift

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            drafts.save(store, draft, FORM, body, shift=shift.id if shift else None)

        operation = Operation(self, work, runner=self._window.runner)
        (operation.on_success(lambda _: then()) if then is not None else operation).start()

    def leave(self) -> None:
        """The page may look for drafts as soon as it hears of it: so not before this one is there."""
        self.keep(lambda: self.done.emit(None))

    def save(self) -> None:
        """Writes the check. Pieces that nobody looked at are in it as 未查."""
        shift = self._window.shift
        if shift is None:
            question = tr("Checks and rechecks are written on a duty. Open a shift of fire inspection first?")
            dialogs.confirm(self, question, tr("To today's duty"), lambda: self._window.open_page("today"))
            return
        left = len(self.round.left())
        if left:
            question = tr("{n} pieces were not looked at. End the round?", n=left)
            detail = tr("They stand in the check as not checked and stay due.")
            dialogs.confirm(self, question, tr("End the round"), lambda: self._write(shift.id), detail=detail)
            return
        self._write(shift.id)

    def _write(self, shift: str) -> None:
        self._save_draft.stop()
        values: dict[str, Any] = {"premises": self._premises, "equipment": self.round.rows()}
        if self.round.unknown:
            values["note"] = tr("Not in the register: {labels}", labels=" ".join(self.round.unknown))
        draft = self._draft

        def work(store: Store, _progress: Progress) -> Saved[Entry]:
            from checkpoint_app.store import entries

            return entries.record(store, CHECK, values, shift=shift, draft=draft)

        def failed(error: UserError) -> None:
            dialogs.show_error(self, error)

        Operation(self, work, runner=self._window.runner).on_success(self.done.emit).on_error(failed).start()


def fault_box(owner: QWidget, offers: Sequence[str], known: str, then: Any) -> tuple[dialogs.Box, LineEdit]:
    """What is wrong, in words; `offers` add themselves to the line."""
    line = LineEdit(known)
    line.setObjectName("fault")
    line.setAccessibleName(tr("What is wrong"))

    def add(text: str) -> None:
        line.setText("、".join(filter(None, (line.text().strip("、 "), text))))
        line.setFocus()

    flow = FlowBox(*(parts.button(f"{text}", partial(add, text), kind="choice") for text in offers), gap=6)
    box = dialogs.Box(owner, tr("What is wrong?"), line, flow, name="fault_box")

    def accept() -> None:
        if line.text().strip():
            box.accept()
            then(line.text().strip())

    line.submitted.connect(accept)
    do = parts.button(tr("Fault|verb"), accept, kind="primary", name="do")
    box.buttons(parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel"), do)
    return box, line
