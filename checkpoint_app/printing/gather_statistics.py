"""The statistics of a period from the store, as the report's plain values."""

from __future__ import annotations

from datetime import date

from checkpoint_app.export import statistics_sheet
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing
from checkpoint_app.printing import moments
from checkpoint_app.printing.frozen_report import FrozenContent
from checkpoint_app.printing.statistics_report import StatisticsContent
from checkpoint_app.store import prints, reports, statistics, trends
from checkpoint_app.store.reports import Report
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query


def query_of(subject: str) -> Query:
    """The subject of a statistics paper: first/last/site/duty."""
    first, last, site, duty = subject.split("/")
    return Query(first=date.fromisoformat(first), last=date.fromisoformat(last), site=site, duty=duty)


def content(store: Store, subject: str) -> StatisticsContent:
    query = query_of(subject)
    now = reports.values(store, query)
    before = reports.values(store, statistics.previous(query))
    year = reports.values(store, statistics.year_before(query))
    rows = [
        (
            figures.group_label(column.group),
            column.label,
            figures.text(now[column.key]),
            column.unit,
            figures.change_text(figures.change(now[column.key], before[column.key])),
            figures.change_text(figures.change(now[column.key], year[column.key])),
        )
        for column in statistics.columns(store)
        if column.main or now[column.key]
    ]
    words = statistics.period_words(query.first, query.last)
    return StatisticsContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=prints.title(prints.STATISTICS),
        number="",
        date=words,
        subject=words,
        summary=reports.bulletin(store, query),
        rows=rows,
        trends=trends.read(store, query),
        typed=reports.typed_words(store, query),
        left_out="　".join(f"{what} {value}" for what, value in statistics_sheet.notes(store, query)),
    )


def frozen(store: Store, report: Report) -> FrozenContent:
    """A report as it was frozen; what its figures are now stands beside those that moved."""
    since = reports.since(store, report)
    now = {one.key: figures.text(one.now) for one in since.figures}
    rows = [
        (
            figures.group_label(column.group),
            column.label,
            figures.text(report.value(column.key)),
            column.unit,
            now.get(column.key, ""),
        )
        for column in statistics.columns(store)
        if column.main or report.value(column.key) or column.key in now
    ]
    at = moments.minute_text(timing.local(timing.from_text(report.at), store.unit.tz()))
    held = statistics_sheet.in_words(report.completeness, store.unit.tz())
    return FrozenContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=prints.title(prints.FROZEN_REPORT),
        number=report.name,
        date=statistics.period_words(report.query.first, report.query.last),
        cut_off=tr("{at}, by {officer}|frozen", at=at, officer=store.context().registers.name("officer", report.by)),
        summary=reports.frozen_bulletin(store, report),
        rows=rows,
        typed=reports.in_words(store, report.typed),
        changed=_changed(len(now), len(since.records)),
        held="　".join(f"{what} {value}" for what, value in held),
    )


def _changed(moved: int, records: int) -> str:
    if not moved and not records:
        return tr("Nothing: the figures are as they were reported.")
    return tr(
        "{records} records of the period were changed or came in; {moved} figures are different now.",
        records=records,
        moved=moved,
    )
