"""Date and time. Digits are enough: `0905` is 09:05, `1120` is 20 November; Up and Down move; Alt+. is now."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.lines import CodeLine
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.template import Field

_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")
_DATE = re.compile(r"(?:([0-9]{4})[-/.]?)?([0-9]{1,2})[-/.]?([0-9]{2})")


def read_time(text: str) -> str | None:
    """`0905`, `905`, `9:05` → `09:05`; None when it is no time."""
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return f"{int(found[1]):02d}:{found[2]}"


def read_date(text: str, today: date) -> date | None:
    """`2026-11-20`, `20261120`, `11-20`, `1120` → the date; without a year the nearest one that is not after tomorrow."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    try:
        if found[1]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        day = date(today.year, int(found[2]), int(found[3]))
        return day if day <= today + timedelta(days=1) else day.replace(year=today.year - 1)
    except ValueError:
        return None


class TimeLine(CodeLine):
    """A line for HH:MM."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(theme.px(88))
        self.setPlaceholderText(tr("hh:mm|time"))
        self.editingFinished.connect(self._tidy)

    def step(self, by: int) -> None:
        if found := read_time(self.text()):
            moved = datetime.strptime(found, "%H:%M") + timedelta(minutes=by)  # noqa: DTZ007  a time of day only
            self.setText(moved.strftime("%H:%M"))
            self.textEdited.emit(self.text())

    def _tidy(self) -> None:
        self.setText(read_time(self.text()) or self.text())


class DateLine(CodeLine):
    """A line for YYYY-MM-DD."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.setFixedWidth(theme.px(136))
        self.setPlaceholderText(tr("Date"))
        self.editingFinished.connect(self._tidy)

    def step(self, by: int) -> None:
        day = read_date(self.text(), self._today()) if self.text().strip() else self._today() - timedelta(days=by)
        if day:
            self.setText((day + timedelta(days=by)).isoformat())
            self.textEdited.emit(self.text())

    def _tidy(self) -> None:
        day = read_date(self.text(), self._today())
        self.setText(day.isoformat() if day else self.text())


class TimeField(FieldWidget):
    """A time of day, `HH:MM`. `button` False leaves out 现在: rows keyed from paper are never of now."""

    def __init__(self, field: Field, context: FieldContext, *, button: bool = True) -> None:
        super().__init__(field, context)
        self.line = TimeLine()
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.submitted.connect(self.submitted)
        if button:
            now = parts.button(tr("Now"), self._now, kind="quiet", spoken=tr("The time of now"))
            self.setLayout(parts.row(self.line, now, None))
        else:
            self.setLayout(parts.row(self.line))
        self.setFocusProxy(self.line)
        keys.bind(self, "now", self._now, everywhere=False)

    def value(self) -> object | None:
        text = self.line.text().strip()
        return read_time(text) or text or None

    def set_value(self, value: object | None) -> None:
        self.line.setText("" if value is None else str(value))

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def _now(self) -> None:
        self.line.setText(timing.local(self.context.now(), self.context.zone).strftime("%H:%M"))
        self.changed.emit()


class DateField(FieldWidget):
    """A day, `YYYY-MM-DD`; a birthday as well as a deadline, so a year that is left out is the nearest one."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.line = DateLine(self._today)
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.submitted.connect(self.submitted)
        self.setLayout(parts.row(self.line, None))
        self.setFocusProxy(self.line)

    def value(self) -> object | None:
        text = self.line.text().strip()
        day = read_date(text, self._today())
        return day.isoformat() if day else text or None

    def set_value(self, value: object | None) -> None:
        self.line.setText("" if value is None else str(value))

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def _today(self) -> date:
        return timing.local(self.context.now(), self.context.zone).date()


class DatetimeField(FieldWidget):
    """A moment, typed as date and time of the unit, stored as UTC text. A time alone means today."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self.day = DateLine(self._today)
        self.time = TimeLine()
        for line in (self.day, self.time):
            line.textEdited.connect(lambda _: self.changed.emit())
            line.submitted.connect(self.submitted)
        now = parts.button(tr("Now"), self._now, kind="quiet", spoken=tr("The time of now"))
        self.setLayout(parts.row(self.day, self.time, now, None))
        self.setFocusProxy(self.day)
        keys.bind(self, "now", self._now, everywhere=False)

    def value(self) -> object | None:
        day_text, time_text = self.day.text().strip(), self.time.text().strip()
        if not day_text and not time_text:
            return None
        day = read_date(day_text, self._today()) if day_text else self._today()
        time = read_time(time_text)
        if day is None or time is None:
            return f"{day_text} {time_text}".strip()
        return timing.to_text(timing.from_text(f"{day.isoformat()}T{time}", self.context.zone))

    def set_value(self, value: object | None) -> None:
        day, time = "", ""
        if value:
            try:
                moment = timing.local(timing.from_text(str(value), self.context.zone), self.context.zone)
                day, time = moment.strftime("%Y-%m-%d"), moment.strftime("%H:%M")
            except ValueError:
                day, _, time = str(value).partition(" ")
        self.day.setText(day)
        self.time.setText(time)

    def inputs(self) -> Sequence[QWidget]:
        return (self.day, self.time)

    def name_aloud(self, text: str) -> None:
        self.day.setAccessibleName(tr("{field}: date", field=text))
        self.time.setAccessibleName(tr("{field}: time", field=text))

    def _today(self) -> date:
        return timing.local(self.context.now(), self.context.zone).date()

    def _now(self) -> None:
        self.set_value(timing.to_text(self.context.now()))
        self.changed.emit()
