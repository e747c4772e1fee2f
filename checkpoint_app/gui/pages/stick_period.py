"""Which business days are exported: this duty's day, this month, everything, or from – to."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.gui.fields.times import DateField
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.pages.register_form import field
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Unit

DAY, MONTH, EVERYTHING, RANGE = "day", "month", "everything", "range"


class PeriodChoice(QWidget):
    """`days()` are the first and the last day, both included and "" for an open end; None while they make no sense."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._today = date.min
        self._chosen = DAY
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        words = {
            DAY: tr("The day of this duty"),
            MONTH: tr("This month"),
            EVERYTHING: tr("Everything"),
            RANGE: tr("From – to"),
        }
        for key, text in words.items():
            self._buttons[key] = self._button(key, text)
        context = FieldContext()
        self._first = DateField(field("first", tr("From|day")), context)
        self._last = DateField(field("last", tr("To, included|day")), context)
        self._range = QWidget()
        self._range.setLayout(parts.row(_headed(self._first), _headed(self._last), None, gap=24))
        self._said = parts.label(kind="soft", name="days")
        choices = parts.row(FlowBox(*self._buttons.values()), self._said, gap=16)
        choices.setStretch(1, 1)
        self.setLayout(parts.column(choices, self._range))
        self.setFocusProxy(self._buttons[DAY])
        for box in (self._first, self._last):
            box.changed.connect(self._show)
        self.choose(DAY)

    def _button(self, key: str, text: str) -> QPushButton:
        made = parts.button(text, lambda: self.choose(key), kind="choice", name=f"period:{key}")
        made.setCheckable(True)
        self._group.addButton(made)
        return made

    def set_day(self, duty: date | None, unit: Unit) -> None:
        """The business day of the duty, or of now without one."""
        now = FieldContext().now()
        self._today = duty or timing.business_day(now, unit.tz(), unit.day_start)
        if self._first.value() is None and self._last.value() is None:
            self._first.set_value(self._today.replace(day=1).isoformat())
            self._last.set_value(self._today.isoformat())
        self._show()

    def choose(self, key: str) -> None:
        self._chosen = key
        for own, made in self._buttons.items():
            made.setChecked(own == key)
        self._range.setVisible(key == RANGE)
        self._show()

    def days(self) -> tuple[str, str] | None:
        match self._chosen:
            case "day":
                return self._today.isoformat(), self._today.isoformat()
            case "month":
                return self._today.replace(day=1).isoformat(), self._today.isoformat()
            case "everything":
                return "", ""
            case _:
                return self._between()

    def _between(self) -> tuple[str, str] | None:
        first, last = _day(self._first), _day(self._last)
        if first is None or last is None or first > last:
            return None
        return first.isoformat(), last.isoformat()

    def _show(self) -> None:
        days = self.days()
        if days is None:
            self._said.setText(tr("× Write two days, the earlier one first, such as 2026-11-01."))
        elif not days[0]:
            self._said.setText(tr("All days on this machine"))
        elif days[0] == days[1]:
            self._said.setText(days[0])
        else:
            self._said.setText(tr("{first} to {last}, both included", first=days[0], last=days[1]))
        parts.restyle(self._said, "kind", "bad" if days is None else "soft")
        self.changed.emit()


def _headed(box: FieldWidget) -> QWidget:
    head = parts.label(box.caption, "soft")
    head.setBuddy(box)
    box.name_aloud(box.caption)
    made = QWidget()
    made.setLayout(parts.column(head, box, gap=4))
    return made


def _day(box: FieldWidget) -> date | None:
    try:
        return date.fromisoformat(str(box.value() or ""))
    except ValueError:
        return None
