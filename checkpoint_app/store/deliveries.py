"""A delivery: what one receipt says a station took in of a machine, beyond its receipt before. For the list and the slip (移交清单).

Counted from the journal by the heads that the station signed, so it holds whatever is corrected, voided or joined later, and both sides
come to the same figures: the laptop that delivered and the station that signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Shift
from checkpoint_app.store import devices, journal, peers, receipts, shifts
from checkpoint_app.store.receipts import NotReceived, Receipt

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

NOUNS = {
    "entry": noop("entry"),
    "shift": noop("shift"),
    "hazard": noop("hazard"),
    "attachment": noop("file|sync"),
    "report": noop("report|statistics"),
    "print": noop("printed paper"),
}
"""What a slip names; the rest of the lines (registers, certificates) is the machines' own business."""
_BEYOND_SHIFTS = ("hazard", "report", "print")
_CREATES = '"op":"create"'
"""What the header of a record's first line holds (canonical JSON, no free text in it)."""
_SHORT = 6
SHOWN = 200
"""Of what is missing, by name: more than fits on two sheets helps nobody, the number is told."""


class NoReceipt(UserError):
    code = "NO_RECEIPT"
    exit_code = EXIT_REFUSED
    message = noop("No station has signed for anything of {machine} yet.")
    hint = noop("Exchange by stick first: the receipt comes back on the same stick.")


@dataclass(slots=True, kw_only=True)
class OfShift:
    """Of one shift: entries that came for the first time, entries that came before and were corrected or voided since.

    `shift` None: entries whose shift is not here yet.
    """

    shift: Shift | None
    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`others` noun → records outside shifts; `missing` by name what the station does not have, `left` how many that are in all;
    `announced` lines that the machine said it has beyond what is here (known at the station only)."""

    receipt: Receipt
    before: Receipt | None
    machine: str
    station: str
    shifts: tuple[OfShift, ...]
    files: int
    others: dict[str, int] = field(default_factory=dict)
    missing: tuple[NotReceived, ...] = ()
    left: int = 0
    announced: int = 0

    @property
    def new(self) -> int:
        return sum(one.new for one in self.shifts)

    @property
    def changed(self) -> int:
        return sum(one.changed for one in self.shifts)


def word(noun: str) -> str:
    """What a record is called in a list."""
    return tr(NOUNS[noun]) if noun in NOUNS else noun


def short(receipt: Receipt) -> str:
    """3F09A1: how lists and slips name a receipt."""
    return receipt.id[-_SHORT:].upper()


def find(store: Store, name: str) -> Receipt:
    """A receipt by its id or short name; by letter, name or id of a machine its newest one; without a name this machine's newest.

    Raises NoReceipt, Unknown (no such machine), Ambiguous.
    """
    row = store.row(
        "SELECT record, station, device, body FROM receipt WHERE record=? OR substr(record, ?)=? ORDER BY record DESC LIMIT 1",
        (name, -_SHORT, name.lower()),
    )
    if row is not None:
        return receipts.to_receipt(row)
    machine = devices.find(store, name or store.keys.id)
    newest = receipts.every(store, machine.id, limit=1)
    if not newest:
        raise NoReceipt(machine=machine.label)
    return newest[0]


def before(store: Store, receipt: Receipt) -> Receipt | None:
    """The receipt of the same station about the same machine that came before this one in the station's chain."""
    row = store.row(
        "SELECT older.record, older.station, older.device, older.body FROM receipt AS newer JOIN line AS its ON its.hash = newer.line"
        " JOIN receipt AS older ON older.station = newer.station AND older.device = newer.device"
        " JOIN line ON line.hash = older.line AND line.chain = its.chain AND line.seq < its.seq"
        " WHERE newer.record=? ORDER BY line.seq DESC LIMIT 1",
        (receipt.id,),
    )
    return receipts.to_receipt(row) if row else None


def count(store: Store, receipt: Receipt) -> int:
    """How many entries came for the first time or anew with this receipt: what a list shows."""
    records: set[str] = set()
    for row, start, end in _ranges(store, receipt, before(store, receipt)):
        records.update(
            found[0]
            for found in store.rows(
                "SELECT record FROM line WHERE chain=? AND seq>? AND seq<=? AND noun='entry'", (row, start, end)
            )
        )
    return len(records)


def of(store: Store, receipt: Receipt) -> Delivery:
    """Everything that the slip says about a receipt."""
    earlier = before(store, receipt)
    began: set[str] = set()
    seen: dict[str, dict[str, str]] = {noun: {} for noun in NOUNS}
    for noun, record, shift, creates in _lines(store, receipt, earlier):
        seen[noun][record] = shift
        if creates:
            began.add(record)
    names = {row.id: row.label for row in devices.every(store)}
    missing, left = _missing(store, receipt)
    return Delivery(
        receipt=receipt,
        before=earlier,
        machine=names.get(receipt.device, receipt.device[:8]),
        station=names.get(receipt.station, receipt.station[:8]),
        shifts=tuple(_by_shift(store, seen, began)),
        files=len(seen["attachment"]),
        others={noun: len(seen[noun]) for noun in _BEYOND_SHIFTS if seen[noun]},
        missing=missing,
        left=left,
        announced=sum(peers.announced(store, receipt.device).values()),
    )


def _ranges(store: Store, receipt: Receipt, earlier: Receipt | None) -> Iterator[tuple[int, int, int]]:
    """(chain row, after seq, up to seq) of what the receipt covers and the one before it did not."""
    now = journal.coverage(store.db, (tip[1] for tip in receipt.heads.values()))
    then = journal.coverage(store.db, (tip[1] for tip in earlier.heads.values())) if earlier else {}
    for row, end in sorted(now.items()):
        if then.get(row, 0) < end:
            yield row, then.get(row, 0), end


def _lines(store: Store, receipt: Receipt, earlier: Receipt | None) -> Iterator[tuple[str, str, str, bool]]:
    """(noun, record, the shift of an entry, whether the line begins the record) of what came with the receipt."""
    marks = ",".join("?" * len(NOUNS))
    for row, start, end in _ranges(store, receipt, earlier):
        yield from store.rows(
            "SELECT noun, record, coalesce(entry.shift, ''), instr(line.header, CAST(? AS BLOB)) > 0 FROM line"
            " LEFT JOIN entry ON noun='entry' AND entry.id = record"
            f" WHERE line.chain=? AND line.seq>? AND line.seq<=? AND noun IN ({marks}) ORDER BY line.seq",
            (_CREATES, row, start, end, *NOUNS),
        )


def _by_shift(store: Store, seen: dict[str, dict[str, str]], began: set[str]) -> list[OfShift]:
    found: dict[str, OfShift] = {}
    for record in seen["shift"]:
        _of_shift(store, found, record)
    for record, shift in seen["entry"].items():
        one = _of_shift(store, found, shift)
        if record in began:
            one.new += 1
        else:
            one.changed += 1
    known = [one for one in found.values() if one.shift is not None]
    known.sort(key=lambda one: (one.shift.planned_from, one.shift.number) if one.shift else ())
    return [*known, *(one for one in found.values() if one.shift is None)]


def _of_shift(store: Store, found: dict[str, OfShift], record: str) -> OfShift:
    if record not in found:
        here = store.row("SELECT 1 FROM shift WHERE id=?", (record,)) is not None
        found[record] = OfShift(shift=shifts.get(store, record) if here else None)
    return found[record]


def _missing(store: Store, receipt: Receipt) -> tuple[tuple[NotReceived, ...], int]:
    """On the machine itself what no station has signed for now; at the station the records whose files did not come along."""
    if receipt.device == store.keys.id:
        return tuple(receipts.not_received(store, limit=SHOWN)), receipts.count_not_received(store)
    absent = [row[0] for row in store.rows("SELECT sha FROM attachment WHERE bytes IS NULL") if row[0] in receipt.missing]
    found: dict[str, NotReceived] = {}
    for sha in absent:
        rows = store.rows("SELECT id, at FROM entry WHERE instr(body, ?)", (sha,))
        for record, at in rows or [(sha, timing.to_text(receipt.at))]:
            noun = "entry" if rows else "attachment"
            photos = found[record].photos + 1 if record in found else 1
            title = receipts.title(store, noun, record)
            found[record] = NotReceived(noun=noun, record=record, at=timing.from_text(at), title=title, photos=photos)
    return tuple(list(found.values())[:SHOWN]), len(found)
