"""The content of the papers of fire equipment from the store: labels, round sheets, the ledger of extinguishers. Draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from checkpoint_app import lists
from checkpoint_app.i18n import tr
from checkpoint_app.model import labels, rounds
from checkpoint_app.model.extinguisher import AWAY, STATE_LABELS, State
from checkpoint_app.model.inspection import own_patrol
from checkpoint_app.model.records import label
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.printing import moments
from checkpoint_app.printing.extinguisher_ledger import ExtinguisherLedgerContent, PieceLine, PlaceLines
from checkpoint_app.printing.label_sheet import Label, LabelSheetContent
from checkpoint_app.printing.round_sheet import RoundSheetContent, SheetLine
from checkpoint_app.store import due, equipment, premises, prints
from checkpoint_app.store.due import Looks
from checkpoint_app.store.session import Store

_LAST_LABELS = 20


def label_parameters(
    store: Store, site: str, *, sheet: str = "", start: int | None = None, floors: Sequence[str] = ()
) -> dict[str, Any]:
    """What is asked of a print of labels. `site` empty: of all; `start` None: where the last print on such a sheet ended.

    Raises NoEquipment, NoSuchFloor.
    """
    chosen = labels.sheet(sheet)
    begin = free_label(store, chosen) if start is None else start
    count = len(equipment.on_floors(store, premises=site, floors=floors))
    return {
        "sheet": chosen.code,
        "start": begin,
        "next": chosen.following(begin, count),
        "floors": [floor for floor in floors if floor.strip()],
    }


def free_label(store: Store, sheet: labels.LabelSheet) -> int:
    """The first free label of the sheet that was printed on last; 1 is a fresh one."""
    printed = (paper.parameters for paper in prints.newest(store, prints.LABELS, _LAST_LABELS))
    return next((int(known["next"]) for known in printed if known.get("sheet") == sheet.code), 1)


def label_sheet(store: Store, site: str, parameters: Mapping[str, Any]) -> LabelSheetContent:
    """Labels of one premises or of all (`site` empty), in walking order."""
    names = store.context().registers
    pieces = equipment.on_floors(store, premises=site, floors=parameters.get("floors", ()))
    return LabelSheetContent(
        unit=store.unit.name,
        sheet=labels.sheet(str(parameters.get("sheet", ""))),
        start=int(parameters.get("start", 1)),
        labels=tuple(
            Label(
                code=labels.code_of(piece.id),
                label=piece.label,
                place=equipment.where(piece),
                kind=equipment.kind_word(piece.kind),
                premises=names.name("site", piece.premises),
            )
            for piece in pieces
        ),
    )


def round_sheet(store: Store, site: str, parameters: Mapping[str, Any]) -> RoundSheetContent:
    """A round of one premises; rows, number and day as the parameters keep them (`round_sheets.parameters`)."""
    place = premises.get(store, site)
    today = date.fromisoformat(str(parameters["today"]))
    pieces = [equipment.get(store, record) for record in parameters["pieces"]]
    floors = parameters.get("floors", ())
    return RoundSheetContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        number=str(parameters["number"]),
        date=moments.date_text(today),
        title=tr("Round sheet of fire equipment|paper"),
        subject="　".join([place.name, *([tr("Floor {floor}|round sheet", floor=tr(", |list").join(floors))] if floors else [])]),
        facts=_facts(place, pieces, today),
        lines=tuple(_sheet_line(number, piece, today) for number, piece in enumerate(pieces, start=1)),
    )


def _facts(place: Premises, pieces: Sequence[Equipment], today: date) -> tuple[tuple[str, str], ...]:
    return (
        (tr("Premises|fire record"), place.name),
        (tr("Address|fire record"), place.address),
        (tr("Equipment|due"), tr("{n} {n:piece/pieces}", n=len(pieces))),
        (tr("Own patrols|round sheet"), own_patrol(place, today).words()),
    )


def _sheet_line(number: int, piece: Equipment, today: date) -> SheetLine:
    state = equipment.state(piece, today)
    return SheetLine(
        number=number,
        floor=piece.floor,
        label=piece.label,
        place=piece.place,
        kind=equipment.kind_word(piece.kind),
        due=label(STATE_LABELS, state) if state in AWAY else "",
    )


def ledger(store: Store, site: str, parameters: Mapping[str, Any]) -> ExtinguisherLedgerContent:
    """灭火器台账 of one premises or of all (`site` empty); `parameters`: today, open (only what has to go)."""
    today = date.fromisoformat(str(parameters["today"]))
    places = [premises.get(store, site)] if site else premises.every(store)
    counts: Counter[str] = Counter()
    found: list[PlaceLines] = []
    crowded: list[str] = []
    for place in places:
        pieces = [piece for piece in equipment.every(store, premises=place.id) if piece.kind in equipment.extinguisher_kinds()]
        states = {piece.id: equipment.state(piece, today) for piece in pieces}
        own = Counter(state or "" for state in states.values())
        counts.update(own)
        if rounds.too_many_out(len(pieces), sum(own[state] for state in AWAY)):
            crowded.append(place.name)
        looked = due.looks(store, place.id, pieces)
        shown = [piece for piece in pieces if not parameters.get("open") or states[piece.id] in AWAY]
        if shown or site:
            lines = tuple(_ledger_line(piece, states[piece.id], looked) for piece in shown)
            found.append(PlaceLines(premises=place.name, totals=_totals(own), lines=lines))
    return ExtinguisherLedgerContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        number=f"{today:%Y%m%d}",
        date=moments.date_text(today),
        title=tr("Ledger of extinguishers|paper"),
        subject="　".join(_scope(places, site, parameters)),
        totals=_totals(counts),
        places=tuple(found),
        note=_crowded(crowded),
    )


def _scope(places: Sequence[Premises], site: str, parameters: Mapping[str, Any]) -> Iterable[str]:
    yield places[0].name if site else tr("All premises|ledger")
    if parameters.get("open"):
        yield tr("only what has to go|ledger")


def _totals(counts: Counter[str]) -> str:
    return tr(
        "{all} extinguishers: {ok} in order, {service} to be serviced, {overdue} overdue, {scrap} to be scrapped|ledger",
        all=sum(counts.values()),
        ok=counts[State.OK],
        service=counts[State.SERVICE],
        overdue=counts[State.OVERDUE],
        scrap=counts[State.SCRAP],
    )


def _crowded(names: Sequence[str]) -> str:
    """Where more than a quarter have to go at once."""
    if not names:
        return ""
    return tr(
        "More than a quarter of the extinguishers have to go, send them in parts (GB 50444-2008 §5.1.2): {names}|ledger",
        names=tr(", |list").join(names),
    )


def _ledger_line(piece: Equipment, state: State | None, looked: Looks) -> PieceLine:
    dates = equipment.dates(piece)
    look = looked.pieces.get(piece.id)
    found = f"{look.day.isoformat()} {lists.word('equipment_results', look.result)}" if look else tr("never yet")
    return PieceLine(
        label=piece.label,
        place=equipment.where(piece),
        kind=equipment.kind_word(piece.kind),
        model=piece.model,
        made=piece.made,
        serviced=piece.serviced,
        service="" if dates is None else dates.next_service.isoformat() if dates.next_service else "—",
        scrap="" if dates is None else dates.scrap.isoformat(),
        looked=found,
        state=label(STATE_LABELS, state) if state else "",
        note=piece.note,
        pressing=state in (State.OVERDUE, State.SCRAP),
    )
