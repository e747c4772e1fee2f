"""巡查单: rounds on paper. What is printed keeps its number and its rows, so that it is keyed in again in the order of the paper, whatever
was added to the register meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.text import fold
from checkpoint_app.store import equipment, errors, prints, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

KEPT = 400
"""So many of the last sheets are looked at; one that nobody keyed in for that long never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One printed sheet. `pieces` are ids in the order of its rows; `keyed`: its round is recorded."""

    number: str
    paper: str
    premises: str
    name: str
    printed_at: datetime
    pieces: tuple[str, ...]
    floors: tuple[str, ...]
    keyed: bool


def parameters(store: Store, premises: str, floors: Sequence[str] = ()) -> dict[str, Any]:
    """What a sheet to be printed now holds: its number (day, this machine's letter, a running number), its rows, its floors.

    Raises NoEquipment, NoSuchFloor.
    """
    pieces = equipment.on_floors(store, premises=premises, floors=floors)
    today = equipment.today(store)
    prefix = f"{today:%y%m%d}-{store.device.letter}"
    taken = {_number(paper) for paper in prints.newest(store, prints.ROUND_SHEET, KEPT)}
    running = next(n for n in range(1, len(taken) + 2) if f"{prefix}{n}" not in taken)
    return {
        "today": today.isoformat(),
        "number": f"{prefix}{running}",
        "pieces": [piece.id for piece in pieces],
        "floors": [floor for floor in floors if floor.strip()],
    }


def every(store: Store) -> list[Sheet]:
    """The printed sheets, those that are not keyed in first, the newest first. A sheet that was printed twice stands once."""
    found: dict[str, Sheet] = {}
    names = store.context().registers
    for paper in prints.newest(store, prints.ROUND_SHEET, KEPT):
        number = _number(paper)
        if number and number not in found:
            found[number] = Sheet(
                number=number,
                paper=paper.id,
                premises=paper.subject,
                name=names.name("site", paper.subject),
                printed_at=paper.at,
                pieces=tuple(paper.parameters.get("pieces", ())),
                floors=tuple(paper.parameters.get("floors", ())),
                keyed=_is_keyed(store, paper.subject, number),
            )
    return sorted(found.values(), key=lambda sheet: sheet.keyed)


def need(store: Store, named: str) -> Sheet:
    """By the number on the sheet, or by what its QR holds. Raises Unknown."""
    wanted = fold(named.strip())
    for sheet in every(store):
        if wanted in (fold(sheet.number), sheet.paper):
            return sheet
    raise errors.Unknown(noun=registers.noun_label("equipment"), name=named)


def pieces(store: Store, sheet: Sheet) -> list[Equipment]:
    """In the order of its rows; also what is out of use by now."""
    return [equipment.get(store, record) for record in sheet.pieces]


def _number(paper: prints.Paper) -> str:
    return str(paper.parameters.get("number", ""))


def _is_keyed(store: Store, premises: str, number: str) -> bool:
    return bool(store.rows("SELECT 1 FROM entry WHERE site=? AND page=? AND state <> 'void' LIMIT 1", (premises, number)))
