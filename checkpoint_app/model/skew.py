"""How far a clock is off, in words. Pure. A difference that nobody has to mend has none."""

from __future__ import annotations

from datetime import timedelta

from checkpoint_app.i18n import tr

LEAST = timedelta(minutes=2)
"""Clocks that differ by less are not worth a word."""
_HOURS_FROM, _DAYS_FROM = timedelta(hours=2), timedelta(days=2)


def words(skew: timedelta) -> str:
    """快 3 分钟, 慢 2 天: positive is ahead. Empty for what is not worth a word."""
    size, fast = abs(skew), skew > timedelta()
    if size < LEAST:
        return ""
    if size >= _DAYS_FROM:
        days = round(size / timedelta(days=1))
        return tr("{n} days fast", n=days) if fast else tr("{n} days slow", n=days)
    if size >= _HOURS_FROM:
        hours = round(size / timedelta(hours=1))
        return tr("{n} h fast", n=hours) if fast else tr("{n} h slow", n=hours)
    minutes = round(size / timedelta(minutes=1))
    return tr("{n} min fast", n=minutes) if fast else tr("{n} min slow", n=minutes)
