"""A round (巡查): the pieces of a place in walking order, what was found at each, and what nobody has looked at yet. Pure.

Nothing is in order because nobody said otherwise: a piece without a result is 未查. “The rest in order” names a floor and a number and
takes only pieces of that floor which have no result yet. What stands there and is in no register is captured with its label; a label
that comes twice is said, not doubled. What is wrong with a piece may be a hazard, with what is ordered about it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checkpoint_app.model import labels
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.text import fold

OK, FAULT, NOT_SEEN, NO_ACCESS, NOT_CHECKED = "OK", "FAULT", "NOT_SEEN", "NO_ACCESS", "NOT_CHECKED"
WRONG = (FAULT, NOT_SEEN)
"""What can be a hazard, and has to be replaced or sent away."""
MOST_OUT = 0.25
"""At most so much of the extinguishers of a place may be away for service at once (GB 50444-2008 §5.1.2)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at a piece: a code of `equipment_results`, the faults in words; `order`: it is a hazard, about which this is ordered
    (a code of `hazard_orders`), empty for none."""

    result: str
    faults: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`pieces` in walking order; `found` by id; `unknown` labels that are in no register; `twice` labels that came more than once."""

    pieces: tuple[Equipment, ...]
    found: Mapping[str, Found] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    def result(self, piece: str) -> str:
        known = self.found.get(piece)
        return known.result if known else NOT_CHECKED

    def floors(self) -> tuple[str, ...]:
        """The floors in walking order; "" for pieces without one."""
        return tuple(dict.fromkeys(piece.floor for piece in self.pieces))

    def left(self, floor: str | None = None) -> tuple[Equipment, ...]:
        """Pieces without a result, of one floor or all."""
        return tuple(one for one in self.pieces if one.id not in self.found and floor in (None, one.floor))

    def set(self, piece: str, result: str, faults: str = "") -> Round:
        """With what was found at a piece; NOT_CHECKED takes it back. Raises KeyError for a piece of another place."""
        if all(one.id != piece for one in self.pieces):
            raise KeyError(piece)
        others = {key: value for key, value in self.found.items() if key != piece}
        if result == NOT_CHECKED:
            return replace(self, found=others)
        return replace(self, found={**others, piece: Found(result=result, faults=faults.strip())})

    def as_hazard(self, piece: str, order: str) -> Round:
        """What is wrong with a piece is a hazard, with what is ordered; an empty order takes it back. Nothing is one that is in order or
        was not looked at."""
        known = self.found.get(piece)
        if known is None or known.result not in WRONG:
            return self
        return replace(self, found={**self.found, piece: replace(known, order=order)})

    def rest_in_order(self, floor: str | None) -> Round:
        """The pieces of a floor (None: everywhere) that have no result are in order."""
        return replace(self, found={**self.found, **{one.id: Found(result=OK) for one in self.left(floor)}})

    def scan(self, label: str) -> tuple[Round, Equipment | None]:
        """A label typed, or the code of one scanned: the piece it is on, or the round with an unknown one more. One that has a result is
        marked as come twice. A code that is no piece's here says nothing of a label: the round stays as it is."""
        piece = next((one for one in self.pieces if labels.names(label, one.id, one.label)), None)
        if piece is not None:
            again = piece.id in self.found and piece.label not in self.twice
            return (replace(self, twice=(*self.twice, piece.label)) if again else self), piece
        name = labels.typed(label)
        if not name or labels.is_code(label):
            return self, None
        if any(fold(known) == fold(name) for known in self.unknown):
            return (self if name in self.twice else replace(self, twice=(*self.twice, name))), None
        return replace(self, unknown=(*self.unknown, name)), None

    def with_piece(self, piece: Equipment) -> Round:
        """A captured piece is in the register now."""
        unknown = tuple(label for label in self.unknown if fold(label) != fold(piece.label))
        return replace(self, pieces=(*(one for one in self.pieces if one.id != piece.id), piece), unknown=unknown)

    def next_after(self, piece: str) -> str:
        """The next piece without a result in walking order, from the beginning again after the last; the piece itself when none is left."""
        ids = [one.id for one in self.pieces]
        at = ids.index(piece) if piece in ids else -1
        return next((one for one in (*ids[at + 1 :], *ids[: at + 1]) if one not in self.found), piece)

    def after(self, piece: str) -> str:
        """The next row whatever its result, as a sheet is keyed in; the last one stays."""
        ids = [one.id for one in self.pieces]
        at = ids.index(piece) if piece in ids else -1
        return ids[min(at + 1, len(ids) - 1)] if ids else piece

    def out_of_service(self, kinds: Collection[str], due: Collection[str]) -> tuple[int, int]:
        """(all, those that have to go) of the pieces of these kinds: what was found faulty or not there, and what is `due` (ids)."""
        pieces = [one for one in self.pieces if one.kind in kinds]
        return len(pieces), sum(self.result(one.id) in WRONG or one.id in due for one in pieces)

    def count(self, *results: str) -> int:
        return sum(self.result(one.id) in results for one in self.pieces)

    def rows(self) -> list[dict[str, Any]]:
        """The rows of the check's table `equipment`: every piece, also those that nobody looked at."""
        rows = []
        for one in self.pieces:
            known = self.found.get(one.id, Found(result=NOT_CHECKED))
            row = {"equipment": one.id, "result": known.result}
            rows.append({**row, "faults": known.faults} if known.faults else row)
        return rows

    def hazards(self, kind_of: Callable[[Equipment, Found], str]) -> list[dict[str, Any]]:
        """The rows of the check's table `hazards`; `kind_of` says which of the `hazard_kinds` a fault is."""
        rows = []
        for one in self.pieces:
            known = self.found.get(one.id)
            if known is not None and known.order:
                place = " ".join(filter(None, (one.floor, one.place, one.label, known.faults)))
                rows.append({"kind": kind_of(one, known), "place": place, "order": known.order})
        return rows

    def to_draft(self) -> dict[str, Any]:
        """What a draft keeps."""
        found = {key: [value.result, value.faults, value.order] for key, value in self.found.items()}
        return {"found": found, "unknown": list(self.unknown), "twice": list(self.twice)}


def from_draft(pieces: Sequence[Equipment], body: Mapping[str, Any]) -> Round:
    """A round taken up again; results of pieces that are gone from the register are left out."""
    known = {one.id for one in pieces}
    found = {key: Found(*value) for key, value in body.get("found", {}).items() if key in known}
    return Round(pieces=tuple(pieces), found=found, unknown=tuple(body.get("unknown", ())), twice=tuple(body.get("twice", ())))


def floors_of(text: str) -> list[str]:
    """The floors somebody wrote with commas between them, Chinese ones too."""
    return [floor.strip() for floor in text.replace("，", ",").replace("、", ",").split(",") if floor.strip()]


def too_many_out(extinguishers: int, out: int) -> bool:
    """Whether more than a quarter of a place's extinguishers would be away at once."""
    return extinguishers > 0 and out > MOST_OUT * extinguishers


def copied(pieces: Sequence[Equipment], last: Equipment) -> dict[str, Any]:
    """What a new piece begins with: the last one again, with the next label, behind all others in the walking order."""
    known = {key: getattr(last, key) or None for key in ("floor", "place", "kind", "model", "made")}
    return {**known, "label": next_label(last.label), "position": max((one.position or 0 for one in pieces), default=0) + 1}


def next_label(label: str) -> str:
    """B1-07 → B1-08: the next label after one that ends on digits, as wide; one without digits gets -2."""
    digits = len(label) - len(label.rstrip("0123456789"))
    if not digits:
        return f"{label}-2"
    head, number = label[:-digits], label[-digits:]
    return f"{head}{int(number) + 1:0{digits}d}"
