"""How many officers a duty needs, as warnings. Pure.

Sources: 公安机关办理行政案件程序规定 arts 52, 82 (two officers check); 交通警察道路执勤执法工作规范 arts 70, 72
(two, or one and two assistants; three, or two and two, in bad sight or at night on a 公路); 河南省城市人民警察巡察条例
art 4 (patrols of two); school post: local custom of one officer and one assistant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, register, warn
from checkpoint_app.model.records import Duty, Officer

register(
    {
        "CREW_CHECK": noop("A check needs two officers; there is {police}."),
        "CREW_NIGHT": noop(
            "At night or in bad sight three officers, or two and two assistants, are required; there are {police} and {others}."
        ),
        "CREW_PATROL": noop("A patrol needs two; there is {people}."),
        "CREW_SCHOOL": noop("A school post wants one officer and one assistant; there are {police} and {others}."),
    }
)

BAD_SIGHT = frozenset(
    (
        *("LIGHT_RAIN", "MODERATE_RAIN", "HEAVY_RAIN", "RAINSTORM", "THUNDERSHOWER"),
        *("LIGHT_SNOW", "MODERATE_SNOW", "HEAVY_SNOW", "FOG", "HAZE", "DUST", "ICE"),
    )
)
"""Codes of the list of weather (art 72: fog, rain, snow, ice and the like)."""
_NIGHT_FROM, _NIGHT_TO = 19, 6


def is_night(start: datetime, end: datetime | None, zone: ZoneInfo) -> bool:
    """True when the window has an hour between 19:00 and 06:00 local time."""
    first = start.astimezone(zone)
    last = end.astimezone(zone) if end else first + timedelta(minutes=1)
    at = first
    while at < last:
        if at.hour >= _NIGHT_FROM or at.hour < _NIGHT_TO:
            return True
        at += timedelta(minutes=30)
    return False


def check(
    duty: str, crew: Sequence[Officer], *, weather: str | None, start: datetime, end: datetime | None, zone: ZoneInfo
) -> list[Problem]:
    """Warnings about the crew of a shift."""
    police = sum(officer.police for officer in crew)
    others = len(crew) - police
    if duty == Duty.CHECKPOINT:
        if weather in BAD_SIGHT or is_night(start, end, zone):
            enough = police >= 3 or (police >= 2 and others >= 2)
            return [] if enough else [warn("CREW_NIGHT", "crew", police=police, others=others)]
        enough = police >= 2 or (police >= 1 and others >= 2)
        return [] if enough else [warn("CREW_CHECK", "crew", police=police)]
    if duty == Duty.FIRE and police < 2:
        return [warn("CREW_CHECK", "crew", police=police)]
    if duty == Duty.PATROL and len(crew) < 2:
        return [warn("CREW_PATROL", "crew", people=len(crew))]
    if duty == Duty.SCHOOL and not (police >= 1 and others >= 1):
        return [warn("CREW_SCHOOL", "crew", police=police, others=others)]
    return []
