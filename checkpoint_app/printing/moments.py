"""Dates and times as paper shows them (domain §9.2): 2026年3月5日, 08:05. Takes unit time, converts nothing."""

from __future__ import annotations

from datetime import date, datetime

from checkpoint_app.i18n import tr


def date_text(day: date) -> str:
    """2026年3月5日"""
    return tr("{year}-{month:02d}-{day:02d}|date", year=day.year, month=day.month, day=day.day)


def month_day(day: date) -> str:
    """3月5日"""
    return tr("{month:02d}-{day:02d}|date", month=day.month, day=day.day)


def weekday(day: date) -> str:
    names = tr("Mon|weekday"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat|weekday"), tr("Sun|weekday")
    return names[day.weekday()]


def minute_text(moment: datetime) -> str:
    """2026年3月5日 08:05"""
    return f"{date_text(moment)} {moment:%H:%M}"


def window(start: datetime, end: datetime | None) -> str:
    """07:30–09:30, 22:00–次日06:00; an open end stays open."""
    if end is None:
        return f"{start:%H:%M}–"
    if end.date() == start.date():
        return f"{start:%H:%M}–{end:%H:%M}"
    if (end.date() - start.date()).days == 1:
        return tr("{start}–{end} next day", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return f"{start:%H:%M}–{month_day(end)} {end:%H:%M}"


def duty_time(
    planned_from: datetime, planned_to: datetime | None, started: datetime | None = None, ended: datetime | None = None
) -> str:
    """11月23日 周一 07:30–09:30 实 07:35–09:32"""
    planned = f"{month_day(planned_from)} {weekday(planned_from)} {window(planned_from, planned_to)}"
    if started is None:
        return planned
    real = window(started, ended)
    if started.date() != planned_from.date():
        real = f"{month_day(started)} {real}"
    return tr("{planned} real {real}|duty time", planned=planned, real=real)
