"""Who is on two posts at once in a roster. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from checkpoint_app.model.duty_periods import Period


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a roster: the site, the day of the week (1 is Monday), the code of the period."""

    site: str
    weekday: int
    period: str


def clashes(planned: Iterable[tuple[Place, Period, Iterable[str]]]) -> dict[Place, dict[str, tuple[Place, ...]]]:
    """Place → officer → the other places where the officer has to be at the same time, travelling not counted.

    Two posts clash when their windows (from the early arrival to the late leaving) overlap.
    """
    of_officer: dict[tuple[str, int], list[tuple[Place, Period]]] = defaultdict(list)
    for place, period, officers in planned:
        for officer in dict.fromkeys(officers):
            of_officer[officer, place.weekday].append((place, period))
    found: dict[Place, dict[str, tuple[Place, ...]]] = defaultdict(dict)
    for (officer, _), posts in of_officer.items():
        for place, period in posts:
            others = tuple(other for other, time in posts if other.site != place.site and period.overlaps(time))
            if others:
                found[place][officer] = others
    return dict(found)
