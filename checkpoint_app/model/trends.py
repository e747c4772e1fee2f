"""The charts that answer the bureau's questions: checks per day and per site, findings, schools covered, hazards open and closed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checkpoint_app.i18n import tr
from checkpoint_app.model import charts
from checkpoint_app.model.charts import Chart, Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """What a period has to show: one number for each of `parts` (days, or months of a long period), or (name, number).

    `schools_in_all` is how many schools the register has; `still_open` the hazards open at the end of each part.
    """

    parts: Sequence[str]
    vehicles: Sequence[float]
    schools: Sequence[float]
    schools_in_all: int
    found: Sequence[float]
    fixed: Sequence[float]
    still_open: Sequence[float]
    sites: Sequence[tuple[str, float]]
    findings: Sequence[tuple[str, float]]


def drawn(trends: Trends, width: float) -> list[Chart]:
    """The charts in their order; one without numbers is left out."""
    parts = trends.parts
    shown: list[Chart] = []
    if any(trends.vehicles):
        name = tr("Vehicles checked per day|chart")
        shown.append(charts.columns(name, parts, [Series(name=name, values=trends.vehicles)], width))
    if trends.sites:
        shown.append(charts.bars(tr("Vehicles by site|chart"), trends.sites, width))
    if trends.findings:
        shown.append(charts.bars(tr("Findings|chart"), trends.findings, width))
    if any(trends.schools):
        name = tr("Schools guarded per day|chart")
        mark = (tr("Schools in all|chart"), float(trends.schools_in_all)) if trends.schools_in_all else None
        shown.append(charts.columns(name, parts, [Series(name=name, values=trends.schools)], width, mark=mark))
    if any((*trends.found, *trends.fixed)):
        hazards = [
            Series(name=tr("Found|hazards"), values=trends.found),
            Series(name=tr("Fixed|hazards"), values=trends.fixed),
        ]
        shown.append(charts.columns(tr("Hazards found and fixed per day|chart"), parts, hazards, width))
    if any(trends.still_open):
        name = tr("Hazards still open|chart")
        shown.append(charts.columns(name, parts, [Series(name=name, values=trends.still_open)], width))
    return shown
