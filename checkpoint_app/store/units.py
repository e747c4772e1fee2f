"""The unit's own facts: names, zone, day start, home plate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.records import RESPONSE_MINUTES, Changes, Role
from checkpoint_app.store import errors, opening, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "UNIT_ZONE": noop("There is no time zone “{zone}”."),
        "UNIT_DAY_START": noop("The day starts at an hour from 0 to 23."),
        "UNIT_RESPONSE": noop("For each of the levels {levels}: minutes from 0.5 to 120."),
        "UNIT_NAME_MISSING": noop("The name of the unit is missing."),
    }
)


def change(store: Store, values: dict[str, Any]) -> Changes:
    """Changes facts of the unit; a new zone or day start moves every figure to its new day in the same transaction.

    Needs an administrator. Raises Refused.
    """
    store.require(tr("changing the unit"), Role.ADMIN)
    _check(values)
    with store.transaction() as transaction:
        registers.upsert(transaction, "unit", values, record=store.unit.id)
        before, store.unit = store.unit, opening.load_unit(store)
        if (before.zone, before.day_start) != (store.unit.zone, store.unit.day_start):
            from checkpoint_app.store import rebuild

            rebuild.recount_days(store)
    return transaction.changes


def _check(values: dict[str, Any]) -> None:
    problems = []
    if "name" in values and not str(values["name"]).strip():
        problems.append(error("UNIT_NAME_MISSING", "name"))
    if values.get("day_start") is not None and values["day_start"] not in range(24):
        problems.append(error("UNIT_DAY_START", "day_start"))
    if values.get("response_minutes") is not None and not _are_minutes(values["response_minutes"]):
        problems.append(error("UNIT_RESPONSE", "response_minutes", levels=", ".join(RESPONSE_MINUTES)))
    if values.get("zone"):
        try:
            ZoneInfo(values["zone"])
        except (ZoneInfoNotFoundError, ValueError):
            problems.append(error("UNIT_ZONE", "zone", zone=values["zone"]))
    if problems:
        raise errors.Refused(problems)


def _are_minutes(given: object) -> bool:
    return (
        isinstance(given, Mapping)
        and set(given) == set(RESPONSE_MINUTES)
        and all(
            isinstance(value, int | float) and not isinstance(value, bool) and 0.5 <= value <= 120 for value in given.values()
        )
    )
