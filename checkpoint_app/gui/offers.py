"""What the pick boxes of all forms offer — officers, sites, equipment, open hazards — and the shift the account is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkpoint_app.gui.runner import Progress
from checkpoint_app.model.records import Officer, Shift, Site, Unit

if TYPE_CHECKING:
    from checkpoint_app.gui.fields.field import FieldContext
    from checkpoint_app.gui.photo_desk import PhotoDesk
    from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What pick boxes offer, and the open shift. `equipment` as (id, name, kind), `hazards` as (id, name, premises while it is open)."""

    officers: list[Officer]
    sites: list[Site]
    equipment: list[tuple[str, str, str]]
    hazards: list[tuple[str, str, str]]
    shift: Shift | None


def load(store: Store, _progress: Progress) -> Offers:
    """All of it as it is now."""
    from checkpoint_app.store import equipment, hazards, officers, shifts, sites

    mine = shifts.open_ones(store, store.account.id)
    names = store.context().registers
    return Offers(
        officers=officers.every(store),
        sites=sites.every(store),
        equipment=[(one.id, f"{one.label}  {names.name('site', one.premises)}", one.kind) for one in equipment.every(store)],
        hazards=hazards.named(store),
        shift=mine[0] if mine else None,
    )


def context(found: Offers, unit: Unit, *, home_plate: str, photos: PhotoDesk) -> FieldContext:
    """The same as options for the widgets of fields."""
    from checkpoint_app.gui.fields.field import FieldContext
    from checkpoint_app.gui.pick import Option

    return FieldContext(
        zone=unit.tz(),
        home_plate=home_plate,
        officers=[Option(id=one.id, label=one.name or one.number, words=_words(one), kind=one.kind) for one in found.officers],
        sites=[Option(id=site.id, label=site.name, kind=site.kind) for site in found.sites],
        equipment=[Option(id=record, label=name, kind=kind) for record, name, kind in found.equipment],
        settings={"response_minutes": dict(unit.response_minutes)},
        hazards=[Option(id=record, label=name, kind=site) for record, name, site in found.hazards],
        photos=photos,
    )


def _words(officer: Officer) -> tuple[str, ...]:
    """What finds an officer in a pick box: number, name, pinyin and its initials."""
    from checkpoint_app.model import pinyin
    from checkpoint_app.model.text import fold

    return tuple(fold(word) for word in (officer.number, officer.name, *pinyin.search_words(officer.name, person=True)) if word)
