"""The life of a hazard: found → ordered → rechecked → fixed or overdue → transferred, reported → closed (domain §7.2). Pure.

What was found is told once; what happened since are steps, each of which stands for itself. The state follows from both and from today,
so that the steps of two laptops merge and nothing is ever set. Deadlines have no legal default: at once means the same day, by a date at
most 30 days (product default, domain §7.2); what another authority decides is transferred within five working days
(消防监督检查规定 art 34, domain §7.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import label


class State(StrEnum):
    """Where a hazard stands. OVERDUE is never stored: it depends on today. VOID: the check that found it is void."""

    FOUND = "FOUND"
    ORDER_NOW = "ORDER_NOW"
    ORDER_BY_DATE = "ORDER_BY_DATE"
    OVERDUE = "OVERDUE"
    FIXED = "FIXED"
    TRANSFERRED = "TRANSFERRED"
    REPORTED = "REPORTED"
    CLOSED = "CLOSED"
    VOID = "VOID"


STATE_LABELS = {
    "FOUND": noop("Found|hazard"),
    "ORDER_NOW": noop("To be corrected at once|hazard"),
    "ORDER_BY_DATE": noop("To be corrected by a date|hazard"),
    "OVERDUE": noop("Overdue|hazard"),
    "FIXED": noop("Fixed|hazard"),
    "TRANSFERRED": noop("Transferred|hazard"),
    "REPORTED": noop("Reported|hazard"),
    "CLOSED": noop("Closed|hazard"),
    "VOID": noop("Void|hazard"),
}


class StepKind(StrEnum):
    """What may happen to a hazard."""

    FIXED = "FIXED"
    NOT_FIXED = "NOT_FIXED"
    PARTLY = "PARTLY"
    DEADLINE = "DEADLINE"
    TRANSFER = "TRANSFER"
    REPORT = "REPORT"
    CLOSE = "CLOSE"
    REOPEN = "REOPEN"


RECHECKED = frozenset({StepKind.FIXED, StepKind.NOT_FIXED, StepKind.PARTLY})
"""What a recheck may find."""

ORDERED = {"ORDER_NOW": State.ORDER_NOW, "ORDER_BY_DATE": State.ORDER_BY_DATE}
DAYS_BY_DATE = 30
TRANSFER_WORKING_DAYS = 5
OF_A_TRANSFER = "TRANSFER"
"""The `order` of what another authority decides: the unit itself is not ordered to do anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened. `by` is the officer; `entry` the recheck it was written in, empty for one of the hazards page."""

    id: str
    kind: str
    at: datetime
    by: str = ""
    deadline: date | None = None
    receiver: str = ""
    document: str = ""
    note: str = ""
    photos: tuple[str, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the check said: kind and order by their codes, the deadline that holds (given or by default)."""

    kind: str = ""
    place: str = ""
    order: str = ""
    deadline: date | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where a hazard stands whatever day it is. Moments are those of the step that counts; None where there is none."""

    state: State
    deadline: date | None
    fixed: Step | None = None
    transferred: Step | None = None
    reported: Step | None = None
    closed: Step | None = None

    @property
    def open(self) -> bool:
        """Somebody still has to do something about it."""
        return self.state not in (State.FIXED, State.CLOSED, State.VOID)

    def overdue(self, today: date) -> bool:
        """The deadline has passed and it is still ours: what was transferred is another authority's."""
        return self.open and self.transferred is None and self.deadline is not None and self.deadline < today

    def on(self, today: date) -> State:
        """The state with what today makes of it."""
        return State.OVERDUE if self.overdue(today) else self.state

    def words(self, today: date) -> str:
        """逾期 3 天，已报告: the state for people."""
        if self.deadline is None or not self.overdue(today):
            return label(STATE_LABELS, self.state)
        late = tr("Overdue {days} {days:day/days}", days=(today - self.deadline).days)
        return tr("{state}, reported|hazard", state=late) if self.reported is not None else late


def life(found: Found, steps: Sequence[Step], *, void: bool = False) -> Life:
    """What the steps make of what was found, in the order in which they happened."""
    state, deadline = ORDERED.get(found.order, State.FOUND), found.deadline
    fixed = transferred = reported = closed = None
    for step in sorted(steps, key=lambda step: (step.at, step.id)):
        match step.kind:
            case StepKind.FIXED:
                fixed = fixed or step
            case StepKind.NOT_FIXED | StepKind.PARTLY:
                fixed = closed = None
            case StepKind.TRANSFER:
                transferred = step
            case StepKind.REPORT:
                reported = step
            case StepKind.CLOSE:
                closed = step
            case StepKind.REOPEN:
                fixed = closed = transferred = None
        if step.deadline is not None and step.kind not in (StepKind.FIXED, StepKind.CLOSE):
            deadline, state = step.deadline, State.ORDER_BY_DATE
    shown = (
        (State.VOID, void),
        (State.CLOSED, closed),
        (State.FIXED, fixed),
        (State.TRANSFERRED, transferred),
        (State.REPORTED, reported),
    )
    standing = next((reached for reached, by in shown if by), state)
    return Life(state=standing, deadline=deadline, fixed=fixed, transferred=transferred, reported=reported, closed=closed)


def default_deadline(order: str, found: date, is_working: Callable[[date], bool]) -> date | None:
    """The day by which it must be done when the check names none."""
    if order == State.ORDER_NOW:
        return found
    if order == State.ORDER_BY_DATE:
        return found + timedelta(days=DAYS_BY_DATE)
    return working_day(found, TRANSFER_WORKING_DAYS, is_working) if order == OF_A_TRANSFER else None


def working_day(start: date, days: int, is_working: Callable[[date], bool]) -> date:
    """The `days`-th working day after `start`; the first day is not counted (民法典 art 201)."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day)
    return day


def possible(kind: str, now: Life) -> bool:
    """Whether a step makes sense where the hazard stands now."""
    match kind:
        case StepKind.REOPEN:
            return not now.open and now.state is not State.VOID
        case StepKind.CLOSE:
            return now.state not in (State.CLOSED, State.VOID)
        case StepKind.NOT_FIXED | StepKind.PARTLY:
            return now.state not in (State.CLOSED, State.VOID)
        case _:
            return now.open
