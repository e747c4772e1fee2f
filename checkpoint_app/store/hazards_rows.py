"""Hazards in the database: projection with tally, rows to values. What one does with a hazard is in `hazards`.

A hazard is a record of its own that goes both ways (scope `shared`), because a laptop may recheck what another one found and never see
the check itself. Its lines carry

    set     entry, row, site, found_at, found_by; kind, place, order, deadline, photos    what the check says
    rows    steps: {step id: {kind, at, by, deadline, receiver, document, note, photos, entry}}

Nothing of its rows is read from the entry: a store that has only the hazard shows the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.model import chain, hazards, timing
from checkpoint_app.model.hazards import Found, Life, Step
from checkpoint_app.model.template import label
from checkpoint_app.store import tally

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

COLUMNS = "id, body, conflict"
STEPS = "steps"
TALLY_TEMPLATE = "hazard"
"""Under which template its figures stand: they are nobody's form."""


@dataclass(frozen=True, kw_only=True)
class Hazard:
    """隐患. `entry` and `row` are where it was found, `site` the premises, `found_by` the officer who found it."""

    id: str
    entry: str
    row: str
    site: str
    found_at: datetime
    found_by: str
    found: Found
    steps: tuple[Step, ...] = ()
    void: bool = False
    conflict: bool = False

    @cached_property
    def life(self) -> Life:
        """Where it stands, whatever day it is."""
        return hazards.life(self.found, self.steps, void=self.void)

    @property
    def name(self) -> str:
        """疏散通道、出口堵塞 二楼西侧"""
        return " ".join(filter(None, (kind_word(self.found.kind), self.found.place)))


def kind_word(code: str, *, full: bool = False) -> str:
    """The word for what is wrong: one of the kinds of an order, or what is transferred."""
    for name in ("hazard_kinds", "fire_transfers"):
        for choice in lists.choices()[name]:
            if choice.code == code:
                return label(choice.label) if full else choice.brief
    return code


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `hazard`."""
    content: Mapping[str, Any] = merged.set
    body = {"set": content, STEPS: merged.rows.get(STEPS, {}), "void": merged.void is not None}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    hazard = to_hazard((record, text, bool(merged.conflicts)))
    kept = store.db.execute("SELECT tally FROM hazard WHERE id=?", (record,)).fetchone()
    after = counted(store, hazard)
    tally.move(store.db, tally.from_kept(json.loads(kept[0])) if kept else {}, tally.from_kept(after))
    now = hazard.life
    row = (
        record,
        hazard.entry,
        hazard.site,
        now.state.value,
        int(now.open),
        timing.to_text(hazard.found_at),
        now.deadline.isoformat() if now.deadline else None,
        text,
        json.dumps(after),
        int(bool(merged.conflicts)),
        " ".join(merged.heads),
    )
    store.db.execute("INSERT OR REPLACE INTO hazard VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)


def hide(store: Store, record: str) -> None:
    """Takes a hazard out of list and tally."""
    kept = store.db.execute("SELECT tally FROM hazard WHERE id=?", (record,)).fetchone()
    if kept is not None:
        tally.move(store.db, tally.from_kept(json.loads(kept[0])), {})
        store.db.execute("DELETE FROM hazard WHERE id=?", (record,))


def counted(store: Store, hazard: Hazard) -> list[Mapping[str, Any]] | dict[str, Any]:
    """What it counts on the day it happened, for who saw to it: that it was fixed, that it was transferred.

    What another authority decides is none of our repairs, and its check has counted the transfer already.
    """
    if hazard.void or hazard.found.order == hazards.OF_A_TRANSFER:
        return {}
    steps = (("hazards_fixed", hazard.life.fixed), ("transfers", hazard.life.transferred))
    found = [_figure(store, hazard, measure, step) for measure, step in steps if step is not None]
    return found or {}


def _figure(store: Store, hazard: Hazard, measure: str, step: Step) -> Mapping[str, Any]:
    day = timing.business_day(step.at, store.unit.tz(), store.unit.day_start).isoformat()
    return {"day": day, "site": hazard.site, "template": TALLY_TEMPLATE, "figures": {step.by: {measure: 1}}}


def to_hazard(row: tuple[Any, ...]) -> Hazard:
    """A row of `COLUMNS` → value. Merged lines may hold anything: what cannot be read is left out."""
    record, text, conflict = row
    body = json.loads(text)
    content = body["set"]
    return Hazard(
        id=record,
        entry=str(content.get("entry", "")),
        row=str(content.get("row", "")),
        site=str(content.get("site", "")),
        found_at=timing.from_text(str(content["found_at"])),
        found_by=str(content.get("found_by", "")),
        found=Found(
            kind=str(content.get("kind", "")),
            place=str(content.get("place", "")),
            order=str(content.get("order", "")),
            deadline=_day(content.get("deadline")),
            photos=_photos(content),
        ),
        steps=tuple(sorted((to_step(key, step) for key, step in body[STEPS].items()), key=lambda step: (step.at, step.id))),
        void=body["void"],
        conflict=bool(conflict),
    )


def to_step(key: str, content: Mapping[str, Any]) -> Step:
    return Step(
        id=key,
        kind=str(content.get("kind", "")),
        at=timing.from_text(str(content.get("at", "1970-01-01T00:00:00.000Z"))),
        by=str(content.get("by", "")),
        deadline=_day(content.get("deadline")),
        receiver=str(content.get("receiver", "")),
        document=str(content.get("document", "")),
        note=str(content.get("note", "")),
        photos=_photos(content),
        entry=str(content.get("entry", "")),
    )


def of_step(step: Step) -> dict[str, Any]:
    """A step as it stands in a line; what is empty is left out."""
    content = {
        "kind": str(step.kind),
        "at": timing.to_text(step.at),
        "by": step.by,
        "deadline": step.deadline.isoformat() if step.deadline else "",
        "receiver": step.receiver,
        "document": step.document,
        "note": step.note,
        "photos": list(step.photos),
        "entry": step.entry,
    }
    return {key: value for key, value in content.items() if value}


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _photos(content: Mapping[str, Any]) -> tuple[str, ...]:
    found = content.get("photos")
    return tuple(str(photo) for photo in found) if isinstance(found, list) else ()
