"""The month of what is due: how many things on which day."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.fire import listing
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.store.session import Store


class CalendarView(QWidget):
    """`left` on Back, `day_wanted(date)` for what is due on a day."""

    left = Signal()
    day_wanted = Signal(object)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._mine = False
        self.month = date.today().replace(day=1)  # noqa: DTZ011  which month a calendar opens at
        self._days = QGridLayout()
        self._days.setSpacing(6)
        for column in range(7):
            self._days.setColumnStretch(column, 1)
        self._title = parts.label(kind="title", name="calendar_month")
        self._never = parts.label(kind="soft", name="calendar_never")
        before = parts.button("‹", lambda: self.turn(-1), kind="quiet", spoken=tr("The month before"), name="month_before")
        after = parts.button("›", lambda: self.turn(1), kind="quiet", spoken=tr("The month after"), name="month_after")
        back = parts.button(tr("Back"), self.left.emit, key=tr("Esc"), name="calendar_back")
        layout = parts.column(parts.row(before, self._title, after, 16, self._never, None, back), parts.Card(self._days), gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        keys.bind(self, "back", self.left.emit)

    def show_month(self, *, mine: bool) -> None:
        """The month that was shown last, of all premises or only of the account's own."""
        self._mine = mine
        self.turn(0)

    def turn(self, months: int) -> None:
        """So many months on; 0 reads the month anew."""
        month = self.month.month - 1 + months
        self.month = date(self.month.year + month // 12, month % 12 + 1, 1)
        wanted, mine = self.month, self._mine

        def work(store: Store, _progress: Progress) -> listing.Month:
            return listing.month(store, wanted, mine=mine)

        Operation(self, work, runner=self._runner, reading=True).on_success(self._show).start()

    def _show(self, found: listing.Month) -> None:
        parts.empty(self._days)
        self._title.setText(f"{self.month:%Y-%m}")
        self._never.setText(tr("{n} more were never done: see the list", n=found.never) if found.never else "")
        heads = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
        for column, head in enumerate(heads):
            self._days.addWidget(_cell(parts.label(head, "soft")), 0, column)
        day, row = self.month, 1
        while day.month == self.month.month:
            if day.weekday() == 0 or day == self.month:
                self._days.addWidget(parts.separator(), 2 * row - 1, 0, 1, 7)
                self._days.setRowStretch(2 * row, 1)
            due, late = found.days.get(day, (0, 0))
            top = Qt.AlignmentFlag.AlignTop
            self._days.addWidget(self._day(day, due, late, today=day == found.today), 2 * row, day.weekday(), top)
            row += day.weekday() == 6
            day += timedelta(days=1)

    def _day(self, day: date, due: int, late: int, *, today: bool) -> QWidget:
        words = tr("{day} today|calendar", day=day.day) if today else str(day.day)
        number = parts.label(words, "bad" if late else "strong" if due or today else "soft")
        if not due:
            return _cell(number)
        words = tr("{n} due", n=due)
        more = parts.button(
            f"△ {words}" if late else words,
            lambda: self.day_wanted.emit(day),
            kind="quiet",
            spoken=f"{day.isoformat()} {words}",
            name=f"day_{day.isoformat()}",
        )
        return _cell(number, more)


def _cell(number: QLabel, *more: QWidget) -> QWidget:
    """The number above what belongs to it, on one left edge with the words of a quiet button."""
    number.setContentsMargins(8, 0, 0, 0)
    made = QWidget()
    made.setLayout(parts.column(number, *(parts.row(one, None) for one in more), gap=0))
    return made
