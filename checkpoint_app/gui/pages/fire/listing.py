"""What the page of fire equipment shows, read in the read lane. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import extinguisher, labels, pinyin
from checkpoint_app.model.extinguisher import STATE_LABELS
from checkpoint_app.model.inspection import NEVER_LABELS, TASK_LABELS, Near, half_monthly, own_patrol
from checkpoint_app.model.records import label
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.text import fold
from checkpoint_app.store import due, equipment, round_sheets
from checkpoint_app.store import premises as places
from checkpoint_app.store.round_sheets import Sheet
from checkpoint_app.store.session import Store

FILTERS: Mapping[str, str] = {
    "overdue": noop("Overdue|due"),
    "week": noop("7 days|due"),
    "month": noop("30 days|due"),
    "two_months": noop("60 days|due"),
    "all": noop("All|due"),
}
_UP_TO = {
    "overdue": (Near.OVERDUE,),
    "week": (Near.OVERDUE, Near.WEEK),
    "month": (Near.OVERDUE, Near.WEEK, Near.MONTH),
    "two_months": (Near.OVERDUE, Near.WEEK, Near.MONTH, Near.TWO_MONTHS),
    "all": tuple(Near),
}
_TONES = {Near.OVERDUE: "bad", Near.WEEK: "warn", Near.MONTH: "", Near.TWO_MONTHS: "", Near.LATER: ""}


def due_rows(store: Store, which: str, *, mine: bool, text: str, day: date | None = None) -> RowPage:
    """What is due within the days of a filter, or on one `day`; `mine`: of the account's own premises."""
    names, wanted = store.context().registers, fold(text.strip())
    rows = []
    for number, one in enumerate(due.every(store)):
        if (one.near not in _UP_TO[which] if day is None else one.day != day) or (mine and one.officer != store.account.id):
            continue
        if wanted and not any(
            wanted in fold(word) for word in (one.name, one.label, *pinyin.search_words(one.name, person=False))
        ):
            continue
        rows.append(
            Row(
                id=f"{number}",
                cells={
                    "day": one.day.isoformat() if one.day else label(NEVER_LABELS, one.task),
                    "task": label(TASK_LABELS, one.task),
                    "premises": one.name,
                    "what": f"{one.label}  {one.place}".strip() if one.piece else _pieces(one.pieces),
                    "officer": names.name("officer", one.officer) if one.officer else "",
                    "near": _near(one, equipment.today(store)),
                },
                tone=_TONES[one.near],
                data=one.premises,
            )
        )
    return RowPage(rows=rows, after=None)


def _pieces(count: int) -> str:
    return tr("{n} {n:piece/pieces}", n=count) if count else ""


def _near(one: due.Due, today: date) -> str:
    if one.day is None:
        return tr("Overdue|due")
    days = (one.day - today).days
    return (
        tr("{n} {n:day/days} overdue", n=-days)
        if days < 0
        else tr("today|due")
        if days == 0
        else tr("in {n} {n:day/days}", n=days)
    )


@dataclass(frozen=True, slots=True)
class Month:
    """Day → (things due, those of them that are overdue today); `never` counts what has no day because it was never done."""

    days: Mapping[date, tuple[int, int]]
    never: int
    today: date


def month(store: Store, first: date, *, mine: bool = False) -> Month:
    """The month that begins with a day; `mine`: of the account's own premises."""
    days: dict[date, tuple[int, int]] = {}
    never = 0
    for one in due.every(store):
        if mine and one.officer != store.account.id:
            continue
        if one.day is None:
            never += 1
        elif (one.day.year, one.day.month) == (first.year, first.month):
            all_, late = days.get(one.day, (0, 0))
            days[one.day] = (all_ + 1, late + (one.near is Near.OVERDUE))
    return Month(days, never, equipment.today(store))


def about(store: Store, premises: str) -> tuple[str, str]:
    """The name of a place, and in words how often it is walked and who is responsible."""
    place = places.get(store, premises)
    names = store.context().registers
    often = tr("Half-monthly round") if half_monthly(place) else tr("Monthly round")
    own = tr("own patrols {often}", often=own_patrol(place, equipment.today(store)).words())
    officer = tr("responsible: {name}", name=names.name("officer", place.officer)) if place.officer else ""
    return place.name, "  ·  ".join(filter(None, (often, own, officer)))


def meant(store: Store, text: str) -> Equipment | Sheet | None:
    """What was scanned or typed into the box of the list: the label of a piece anywhere, or the number or QR of a round sheet."""
    if labels.is_code(text):
        return equipment.by_code(store, text)
    wanted = fold(text.strip())
    return next((sheet for sheet in round_sheets.every(store) if wanted in (fold(sheet.number), sheet.paper)), None)


def equipment_rows(store: Store, premises: str, everything: bool) -> RowPage:
    """The pieces of a place in walking order with their days."""
    today = equipment.today(store)
    return RowPage(
        rows=[_piece(piece, today) for piece in equipment.every(store, premises=premises, inactive=everything)],
        after=None,
    )


def _piece(piece: Equipment, today: date) -> Row:
    service, scrap, tone, state = "", "", "ok", tr("In use")
    dates = equipment.dates(piece)
    if dates is not None:
        service = dates.next_service.isoformat() if dates.next_service else "—"
        scrap = dates.scrap.isoformat()
        found = extinguisher.state(dates, today)
        tone = {"OK": "ok", "SERVICE": "warn"}.get(found, "bad")
        state = label(STATE_LABELS, found)
    if not piece.active:
        state, tone = tr("Out of use"), ""
    return Row(
        id=piece.id,
        cells={
            "position": "" if piece.position is None else str(piece.position),
            "label": piece.label,
            "floor": piece.floor,
            "place": piece.place,
            "kind": equipment.kind_word(piece.kind),
            "model": piece.model,
            "made": piece.made,
            "service": service,
            "scrap": scrap,
            "state": state,
        },
        tone=tone,
        void=not piece.active,
        data=piece,
    )
