"""The statistics of a period from the store, as the report's plain values."""

from __future__ import annotations

from datetime import date

from checkpoint_app.export import statistics_sheet
from checkpoint_app.model import figures
from checkpoint_app.printing.statistics_report import StatisticsContent
from checkpoint_app.store import reports, statistics, trends
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
        number="",
        date=words,
        period=words,
        summary=reports.bulletin(store, query),
        rows=rows,
        trends=trends.read(store, query),
        typed=reports.typed_words(store, query),
        left_out="　".join(f"{what} {value}" for what, value in statistics_sheet.notes(store, query)),
    )
