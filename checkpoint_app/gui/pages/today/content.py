"""What the page shows, read in one go in the read lane, and the columns of its list. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Column, Row, RowPage
from checkpoint_app.i18n import noop
from checkpoint_app.model import display
from checkpoint_app.model.records import Entry, EntryState, Shift, ShiftState, state_words
from checkpoint_app.model.template import Context, Template
from checkpoint_app.model.template_fields import NOWHERE
from checkpoint_app.store.drafts import Draft
from checkpoint_app.store.session import Store
from checkpoint_app.store.tasks import Waiting

WIDTHS = {"at": 64, "plate": 142, "vehicle_type": 96, "people": 56, "findings": 100, "disposition": 100, "checked_by": 96}
"""Of the list: the plate of a new-energy car, two names."""
MOST = {"findings": 222, "disposition": 136}
"""Where there is room: two findings, three dispositions. They matter more than white space before the note."""
CHECK, COUNT = "checkpoint-check", "checkpoint-count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The shift of the moment with its forms and figures, and what waits. `pending` are ended shifts that nobody has taken yet."""

    shift: Shift | None
    templates: tuple[Template, ...]
    figures: Mapping[str, float]
    single: int
    proposals: int
    parked: tuple[Draft, ...]
    left: tuple[Draft, ...]
    pending: tuple[Shift, ...]
    to_print: int
    to_file: int
    hazards: tuple[int, int] = (0, 0)
    """Open ones, and how many of them are overdue."""
    conflicts: int = 0
    equipment_due: int = 0
    """Rounds, visits, services that are overdue or due within a week and the account's business."""
    twins: tuple[tuple[Shift, int], ...] = ()
    """Shifts that another machine opened for the same duty, each with the number of its entries."""
    others: tuple[Shift, ...] = ()
    """Open shifts of which the account is no part: it may be one duty with this machine."""
    tasks: Waiting
    """What the law asks of the account and of this shift."""
    site_names: Mapping[str, str]
    officer_names: Mapping[str, str]


FIGURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "school": (("school_posts", noop("posts manned")), ("persuaded", noop("persuaded")), ("escorted", noop("escorted"))),
    "fire": (
        ("fire_checks", noop("premises checked")),
        ("hazards_found", noop("hazards found|figure")),
        ("orders", noop("orders")),
    ),
    "patrol": (("patrols", noop("patrols")), ("vehicles", noop("vehicles checked")), ("people", noop("persons checked"))),
    "sweep": (("sweeps", noop("sweeps")), ("vehicles", noop("vehicles checked")), ("people", noop("persons checked"))),
}
"""What the strip of a duty shows: (measure, word). Any other duty has the figures of a checkpoint."""
CHECKPOINT_FIGURES = (
    ("vehicles", noop("vehicles checked")),
    ("people", noop("persons checked")),
    ("findings", noop("findings|figure")),
)


def forms_of(today: Today) -> tuple[Template, ...]:
    """The forms that a person opens: those made for the duty first, those for any duty after them; counting has a key of its own."""
    own = [form for form in today.templates if today.shift is not None and today.shift.duty in form.duty and form.id != COUNT]
    own.sort(key=lambda form: (form.id != CHECK, form.rechecks is not None))
    return (*own, *(form for form in today.templates if form not in own and form.id != COUNT))


def load(store: Store, _progress: Progress) -> Today:
    from checkpoint_app.store import conflicts, drafts, due, entries_list, hazards, prints, shifts, tasks, templates, twins

    mine = shifts.open_ones(store, store.account.id)
    shift = mine[0] if mine else None
    known = store.context().registers
    pending = tuple(shifts.every(store, states=(ShiftState.HANDING_OVER, ShiftState.WAITING), limit=20))
    owed = prints.owed(store)
    single = entries_list.count(store, entries_list.EntryFilter(shift=shift.id, template=CHECK)) if shift else 0
    others = tuple(one for one in shifts.open_ones(store) if one not in mine and not one.shared)
    mentioned = [*pending, *others, *([shift] if shift else [])]
    known_forms = {template.id for template in templates.every(store)}
    kept = [draft for draft in drafts.every(store) if draft.form in known_forms]
    people = (
        {one.successor for one in mentioned} | {one.lead for one in mentioned} | {one for duty in mentioned for one in duty.crew}
    )
    return Today(
        shift=shift,
        templates=tuple(templates.for_duty(store, shift.duty)) if shift else (),
        figures=entries_list.totals(store, shift.id) if shift else {},
        single=single,
        proposals=entries_list.count(store, entries_list.EntryFilter(state=EntryState.PROPOSED)),
        parked=tuple(draft for draft in kept if draft.parked),
        left=tuple(draft for draft in kept if not draft.parked),
        pending=pending,
        to_print=len(owed.to_print) + len(owed.corrections),
        to_file=len(owed.to_file),
        hazards=hazards.count_open(store),
        conflicts=conflicts.count(store),
        equipment_due=len(due.mine(store)),
        twins=tuple((twin, entries_list.count(store, entries_list.EntryFilter(shift=twin.id))) for twin in twins.of(store, shift))
        if shift
        else (),
        others=others,
        tasks=tasks.waiting(store, shift),
        site_names={one.site: known.name("site", one.site) for one in mentioned},
        officer_names={one: known.name("officer", one) for one in people if one},
    )


def columns(template: Template) -> list[Column]:
    """The list of a shift: the form's own columns, the note where there is room."""
    styles = {"plate": "plate", "findings": "finding", "state": "state"}
    found = [
        Column(
            key=column.key,
            title=display.column_title(template, column.key),
            width=WIDTHS.get(column.key, 112),
            most=MOST.get(column.key),
            right=display.is_number(template, column.key),
            style=styles.get(column.key, "plain"),
        )
        for column in template.list_columns
        if column.key != "state"
    ]
    note = Column(key="note", title=display.column_title(template, "note"), style="plain")
    return [*found, note, Column(key="state", title=display.column_title(template, "state"), width=92, style="state")]


def rows_of(shift: str, keys: tuple[str, ...]) -> Callable[[Store, object | None, int], RowPage]:
    """The entries of a shift, newest first, void ones struck through."""

    def fetch(store: Store, after: object | None, limit: int) -> RowPage:
        from checkpoint_app.store import entries_list

        found = entries_list.page(store, entries_list.EntryFilter(shift=shift, void=True), after, limit)  # type: ignore[arg-type]
        context = store.context()
        return RowPage(rows=[_row(store, entry, context, keys) for entry in found.rows], after=found.after)

    return fetch


def _row(store: Store, entry: Entry, context: Context, keys: tuple[str, ...]) -> Row:
    from checkpoint_app.store import templates

    template = templates.get(store, entry.template)
    around = {
        "at": entry.at.astimezone(store.unit.tz()).strftime("%H:%M"),
        "checked_by": " ".join(context.registers.name("officer", officer) for officer in entry.checked_by),
        "state": state_words(entry),
    }
    cells = {key: display.cell(template, key, entry.values, context, around) for key in keys}
    tone = {EntryState.PROPOSED: "warn", EntryState.VOID: ""}.get(entry.state, "")
    return Row(id=entry.id, cells=cells, tone=tone, void=entry.state is EntryState.VOID, data=entry.state)


def in_short(template: Template, entry: Entry) -> str:
    """豫L·12345 小型客车 放行: what was just recorded. Choices and plates need no register."""
    if template.id != CHECK:
        return display.title(template)
    shown = (display.cell(template, key, entry.values, NOWHERE) for key in ("plate", "vehicle_type", "disposition", "findings"))
    return " ".join(filter(None, shown))
