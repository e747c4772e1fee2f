"""What the page of hazards shows, read in the read lane. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from checkpoint_app import lists
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import pinyin
from checkpoint_app.model.hazards import OF_A_TRANSFER, State, Step
from checkpoint_app.model.text import fold
from checkpoint_app.store.attachments import Glance
from checkpoint_app.store.hazards_rows import Hazard
from checkpoint_app.store.session import Store

FILTERS: Mapping[str, str] = {
    "open": noop("Open|hazards"),
    "overdue": noop("Overdue|hazards"),
    "mine": noop("Mine|hazards"),
    "transferred": noop("Transferred, reported|hazards"),
    "done": noop("Fixed, closed|hazards"),
    "all": noop("All|hazards"),
}
_TONES = {
    State.FIXED: "ok",
    State.CLOSED: "ok",
    State.TRANSFERRED: "",
    State.REPORTED: "warn",
    State.OVERDUE: "bad",
    State.VOID: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter of `FILTERS`, and what is looked for in premises, hazard and place."""

    which: str = "open"
    text: str = ""
    site: str = ""


def rows(store: Store, wanted: Wanted) -> RowPage:
    """The hazards that fit, by premises; within them the nearest deadline first."""
    from checkpoint_app.store import hazards

    today = hazards.today(store)
    only_open = wanted.which in ("open", "overdue", "mine", "transferred")
    found = hazards.every(store, site=wanted.site, open_only=only_open)
    names = store.context().registers
    known = {hazard.site: names.name("site", hazard.site) for hazard in found}
    fits = _fits(store, wanted, today, known)
    chosen = [hazard for hazard in found if fits(hazard)]
    chosen.sort(key=lambda hazard: (known[hazard.site], hazard.life.deadline or date.max, hazard.found_at))
    return RowPage(rows=[_row(store, hazard, today, known[hazard.site]) for hazard in chosen], after=None)


def _fits(store: Store, wanted: Wanted, today: date, known: Mapping[str, str]) -> Callable[[Hazard], bool]:
    me, text = store.account.id, fold(wanted.text.strip())
    names = store.context().registers
    tests: dict[str, Callable[[Hazard], bool]] = {
        "overdue": lambda hazard: hazard.life.overdue(today),
        "mine": lambda hazard: me in (hazard.found_by, names.attribute("site", hazard.site, "officer")),
        "transferred": lambda hazard: hazard.life.transferred is not None or hazard.life.reported is not None,
        "done": lambda hazard: not hazard.life.open,
    }
    test = tests.get(wanted.which)
    words = (
        {site: [fold(name), *map(fold, pinyin.search_words(name, person=False))] for site, name in known.items()} if text else {}
    )

    def fits(hazard: Hazard) -> bool:
        if test is not None and not test(hazard):
            return False
        return not text or any(text in word for word in (*words[hazard.site], fold(hazard.name)))

    return fits


def _row(store: Store, hazard: Hazard, today: date, premises: str) -> Row:
    names, life = store.context().registers, hazard.life
    words = hazard.name.removesuffix(f" {hazard.found.place}") if hazard.found.place else hazard.name
    return Row(
        id=hazard.id,
        cells={
            "premises": premises,
            "hazard": words,
            "place": hazard.found.place,
            "found": f"{hazard.found_at.astimezone(store.unit.tz()):%Y-%m-%d}",
            "deadline": life.deadline.isoformat() if life.deadline else "—",
            "state": life.words(today) + (f" {tr('to compare|mark')}" if hazard.conflict else ""),
            "officer": names.name("officer", hazard.found_by) if hazard.found_by else "",
        },
        tone=_TONES.get(life.on(today), "warn"),
        data=hazard.site,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing in the life of a hazard: when, who, what in words, and its photos. `step` and `entry` are ids, empty for none."""

    at: str
    by: str
    what: str
    details: str
    photos: tuple[str, ...] = ()
    step: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One hazard in words. `seen` is what is known of its photos."""

    hazard: Hazard
    premises: str
    state: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    life: tuple[Happening, ...]
    seen: Mapping[str, Glance]


def tell(store: Store, record: str) -> Told:
    """Everything about one hazard. Raises Unknown."""
    from checkpoint_app.store import hazards
    from checkpoint_app.store.hazards_rows import kind_word

    hazard = hazards.get(store, record)
    names, zone, today, life = store.context().registers, store.unit.tz(), hazards.today(store), hazard.life
    premises = names.name("site", hazard.site)
    by = names.name("officer", hazard.found_by) if hazard.found_by else ""
    found = Happening(
        at=f"{hazard.found_at.astimezone(zone):%Y-%m-%d %H:%M}",
        by=by,
        what=tr("found|hazard"),
        details=_order(hazard.found.order),
        photos=hazard.found.photos,
        entry=hazard.entry if _is_here(store, hazard.entry) else "",
    )
    steps = [
        Happening(
            at=f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}",
            by=names.name("officer", step.by) if step.by else "",
            what=lists.word("hazard_steps", step.kind),
            details=_details(step),
            photos=step.photos,
            step=step.id,
            entry=step.entry if step.entry and _is_here(store, step.entry) else "",
        )
        for step in hazard.steps
    ]
    facts = (
        (tr("Premises|hazards"), premises),
        (tr("Hazard|column"), kind_word(hazard.found.kind, full=True)),
        (tr("Place|hazard"), hazard.found.place),
        (tr("Order|hazard"), _order(hazard.found.order)),
        (tr("Deadline|hazard"), life.deadline.isoformat() if life.deadline else "—"),
    )
    told = [found, *steps]
    return Told(
        hazard=hazard,
        premises=premises,
        state=life.words(today),
        tone=_TONES.get(life.on(today), "warn"),
        facts=facts,
        life=tuple(told),
        seen=_seen(store, [photo for happening in told for photo in happening.photos]),
    )


def _order(code: str) -> str:
    return tr("To be transferred|hazard") if code == OF_A_TRANSFER else lists.word("hazard_orders", code)


def _details(step: Step) -> str:
    deadline = tr("new deadline {day}", day=step.deadline.isoformat()) if step.deadline else ""
    receiver = lists.word("fire_authorities", step.receiver)
    return "  ".join(filter(None, (deadline, receiver, step.document, step.note)))


def _is_here(store: Store, entry: str) -> bool:
    from checkpoint_app.store import entries

    return entries.exists(store, entry)


def _seen(store: Store, photos: list[str]) -> dict[str, Glance]:
    from checkpoint_app.store import attachments

    found = {photo: attachments.glance(store, photo) for photo in photos}
    return {photo: glance for photo, glance in found.items() if glance is not None}


def open_of(store: Store, site: str, _progress: Progress) -> tuple[str, list[str]]:
    """The name of a unit and its open hazards that a recheck can report on; what only another authority decides is none of them."""
    from checkpoint_app.store import hazards

    found = [hazard.id for hazard in hazards.open_ones(store, site=site) if hazard.found.order != OF_A_TRANSFER]
    return store.context().registers.name("site", site), found
