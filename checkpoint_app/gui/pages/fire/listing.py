"""What the page of fire equipment shows, read in the read lane. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import extinguisher, pinyin
from checkpoint_app.model.extinguisher import STATE_LABELS
from checkpoint_app.model.inspection import TASK_LABELS, Near
from checkpoint_app.model.records import label
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.text import fold
from checkpoint_app.store import due, equipment
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


def due_rows(store: Store, which: str, *, mine: bool, text: str) -> RowPage:
    """What is due within the days of a filter; `mine`: of the account's own premises."""
    names, wanted = store.context().registers, fold(text.strip())
    rows = []
    for number, one in enumerate(due.every(store)):
        if one.near not in _UP_TO[which] or (mine and one.officer != store.account.id):
            continue
        if wanted and not any(
            wanted in fold(word) for word in (one.name, one.label, *pinyin.search_words(one.name, person=False))
        ):
            continue
        rows.append(
            Row(
                id=f"{number}",
                cells={
                    "day": one.day.isoformat() if one.day else tr("never yet"),
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
    return tr("{n} pieces", n=count) if count else ""


def _near(one: due.Due, today: date) -> str:
    if one.day is None:
        return tr("Overdue|due")
    days = (one.day - today).days
    return tr("{n} days overdue", n=-days) if days < 0 else tr("today|due") if days == 0 else tr("in {n} days", n=days)


def days_of_month(store: Store, month: date) -> dict[date, tuple[int, int]]:
    """Day of a month → (things due, those of them that are overdue today)."""
    found: dict[date, tuple[int, int]] = {}
    for one in due.every(store):
        if one.day is not None and (one.day.year, one.day.month) == (month.year, month.month):
            all_, late = found.get(one.day, (0, 0))
            found[one.day] = (all_ + 1, late + (one.near is Near.OVERDUE))
    return found


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
