"""What the store knows for or against an entry besides its form: when it happened, who checked, numbers seen in this shift, photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import timing
from checkpoint_app.model.problems import Problem, error, info, register, warn
from checkpoint_app.model.records import POLICE, Shift
from checkpoint_app.model.template import Template
from checkpoint_app.store import attachments, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "AT_FUTURE": noop("The time {at} is in the future."),
        "AT_OUTSIDE_SHIFT": noop("The time {at} is outside the shift's time."),
        "AT_FORMAT": noop("“{at}” is not a time."),
        "CHECKED_BY_OFFICER": noop("At least one police officer must have checked; an auxiliary only assists."),
        "CHECKED_BY_UNKNOWN": noop("There is no officer “{name}”."),
        "IDENTITY_SEEN": noop("This number is recorded in this shift already."),
        "PHOTO_UNKNOWN": noop("There is no photo or file {sha}… in this store."),
    }
)


def moment(store: Store, at: datetime | str | None, shift: Shift) -> tuple[datetime, list[Problem]]:
    """When it happened, and what is odd about it."""
    now = store.now()
    if at is None or at == "":
        return now, []
    if isinstance(at, str):
        try:
            at = timing.from_text(at, store.unit.tz())
        except ValueError:
            return now, [error("AT_FORMAT", "at", at=at)]
    shown = at.astimezone(store.unit.tz()).strftime("%Y-%m-%d %H:%M")
    if at > now + timedelta(minutes=2):
        return at, [warn("AT_FUTURE", "at", at=shown)]
    start = min(filter(None, (shift.planned_from, shift.started_at)))
    end = max(filter(None, (shift.planned_to, shift.ended_at)), default=None)
    if at < start - timedelta(minutes=1) or (end is not None and at > end + timedelta(minutes=1)):
        return at, [warn("AT_OUTSIDE_SHIFT", "at", at=shown)]
    return at, []


def checkers(store: Store, shift: Shift, named: Sequence[str] | None) -> tuple[list[str], list[Problem]]:
    """Who checked, at least one 民警; the first one is responsible and counted."""
    known = registers.StoreRegisters(store.db)
    if not named:
        account = store.account.officer
        if account.police:
            return [account.id], []
        candidates = [shift.lead, *shift.crew]
        for officer in candidates:
            if officer and known.officer_kind(officer) in POLICE:
                return [officer], []
        return [], [error("CHECKED_BY_OFFICER", "checked_by")]
    found: list[str] = []
    problems: list[Problem] = []
    for name in named:
        officer = known.find("officer", str(name))
        if officer is None:
            problems.append(error("CHECKED_BY_UNKNOWN", "checked_by", name=name))
        elif officer not in found:
            found.append(officer)
    police = [officer for officer in found if known.officer_kind(officer) in POLICE]
    if not police and not problems:
        problems.append(error("CHECKED_BY_OFFICER", "checked_by"))
    return [*police, *(officer for officer in found if officer not in police)], problems


def seen_identities(store: Store, shift: Shift, values: Mapping[str, Any]) -> list[Problem]:
    """ID-8: a hint inside one shift, never across shifts."""
    numbers = _identity_numbers(values)
    if not numbers:
        return []
    rows = store.rows("SELECT personal FROM entry WHERE shift=? AND personal IS NOT NULL AND state <> 'void'", (shift.id,))
    return [info("IDENTITY_SEEN", key) for key, number in numbers if any(f'"{number}"' in row[0] for row in rows)]


def unknown_photos(store: Store, template: Template, *given: Mapping[str, Any]) -> list[Problem]:
    """A number that stands for no photo is a slip of whoever wrote it."""
    return [
        error("PHOTO_UNKNOWN", key, sha=sha[:12])
        for values in given
        for key, value in values.items()
        if template.may_name_photos(key)
        for sha in attachments.absent(store, value)
    ]


def _identity_numbers(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for index, row in enumerate(values.get("persons") or ()):
        number = row.get("document_number")
        if isinstance(number, dict):
            number = number.get("text")
        if number:
            found.append((f"persons[{index}].document_number", str(number)))
    return found
