"""What a round shows: its rows, the piece it is at, and what is to be heeded. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checkpoint_app import lists
from checkpoint_app.gui.pages.fire import faults
from checkpoint_app.gui.table import Row
from checkpoint_app.i18n import tr
from checkpoint_app.model import rounds
from checkpoint_app.model.extinguisher import AWAY, STATE_LABELS
from checkpoint_app.model.records import label
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.rounds import FAULT, NO_ACCESS, NOT_CHECKED, NOT_SEEN, OK, Found, Round
from checkpoint_app.store import equipment

_TONES = {OK: "ok", FAULT: "bad", NOT_SEEN: "bad", NO_ACCESS: "warn", NOT_CHECKED: ""}


def every(round_: Round, *, numbered: bool) -> list[Row]:
    """A row for each piece; `numbered` through as on a sheet, else with its place in the walking order."""
    return [
        _row(piece, round_.found.get(piece.id), number if numbered else piece.position)
        for number, piece in enumerate(round_.pieces, start=1)
    ]


def _row(piece: Equipment, found: Found | None, number: int | None) -> Row:
    result = found.result if found else NOT_CHECKED
    hazard = f"△ {faults.order_word(found.order)}" if found and found.order else ""
    return Row(
        id=piece.id,
        cells={
            "position": "" if number is None else str(number),
            "label": piece.label,
            "floor": piece.floor,
            "place": piece.place,
            "kind": equipment.kind_word(piece.kind),
            "result": lists.word("equipment_results", result),
            "faults": "  ".join(filter(None, (found.faults, hazard))) if found else "",
        },
        tone=_TONES.get(result, ""),
    )


def about(piece: Equipment, today: date) -> str:
    """3F  楼梯口  干粉灭火器  △ 维修超期"""
    state = equipment.state(piece, today)
    due = f"△ {label(STATE_LABELS, state)}" if state in AWAY else ""
    return "  ".join(filter(None, (piece.floor, piece.place, lists.word("equipment_kinds", piece.kind), due)))


def remarks(round_: Round, faulty: Equipment | None, today: date) -> Iterator[str]:
    """What is a hazard now, labels without a piece, labels that came twice, and whether too many have to go at once."""
    if faulty is not None and (order := round_.found[faulty.id].order):
        yield tr("{label} is a hazard: {order}", label=faulty.label, order=faults.order_word(order))
    if round_.unknown:
        yield tr("Not in the register: {labels}", labels=" ".join(round_.unknown))
    if round_.twice:
        yield tr("Came twice: {labels}", labels=" ".join(round_.twice))
    due = {piece.id for piece in round_.pieces if equipment.state(piece, today) in AWAY}
    count, out = round_.out_of_service(equipment.extinguisher_kinds(), due)
    if rounds.too_many_out(count, out):
        yield too_many(count, out)


def too_many(count: int, out: int) -> str:
    """More than a quarter have to go."""
    return tr("{n} of {all} extinguishers have to go: send them in parts, no more than a quarter at once.", n=out, all=count)
