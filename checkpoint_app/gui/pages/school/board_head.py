"""What stands above the tiles of the board: day and periods, figures that are filters, commands, the keys. Knows nothing of reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from checkpoint_app import lists
from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.pages.school import filters
from checkpoint_app.i18n import tr
from checkpoint_app.store import school_guard
from checkpoint_app.store.school_board import NOT_REPORTED, Board

SOURCES = ("PHONE", "RADIO", "WECHAT", "SELF", "PAPER")
"""Digit 1–5 on a tile: on the post, and who said so (the codes of the list `sources`)."""
EXCEPTIONS = {1: school_guard.ON_TIME, 2: "LATE", 3: "ABSENT", 4: "NONE"}
"""Alt and a digit."""
PERIOD, DAY, REGISTER, SCHOOL = "PERIOD", "DAY", "REGISTER", "SCHOOL"
"""The papers of the print menu: coverage of the period or day, register of the day, or of one school since the first of the month."""


class BoardHead(QWidget):
    """Signals say what a person wants; `show_board` says what is shown below."""

    stepped = Signal(int)
    period_chosen = Signal(str)
    filter_chosen = Signal(str)
    rest_wanted = Signal()
    large_wanted = Signal()
    paper_wanted = Signal(str)
    other_wanted = Signal(str)
    """Roster, calendar or four: what the board stands on."""

    def __init__(self) -> None:
        super().__init__()
        self._date = parts.label(kind="title", name="board_day")
        self._figures = parts.label(kind="strong", name="board_figures")
        self._hint = parts.label(kind="soft", wrap=True, name="board_hint")
        self._periods = {
            choice.code: self._choice(choice.brief, partial(self.period_chosen.emit, choice.code))
            for choice in lists.choices()["school_periods"]
        }
        self._filters = {key: self._choice("", partial(self.filter_chosen.emit, key)) for key in filters.FILTERS}
        for key, made in self._filters.items():
            made.setObjectName(f"filter_{key}")
        self._rest = parts.button("", self.rest_wanted.emit, name="board_rest", key=keys.first("add_row"), kind="primary")
        before = parts.button("‹", lambda: self.stepped.emit(-1), kind="quiet", name="day_before", spoken=tr("The day before"))
        after = parts.button("›", lambda: self.stepped.emit(1), kind="quiet", name="day_after", spoken=tr("The day after"))
        large = parts.button(tr("Large|board"), self.large_wanted.emit, key=keys.first("large"), name="board_large")
        for shown in (self._date, self._figures):
            shown.setFixedHeight(theme.control_height())
        self.setLayout(
            parts.column(
                FlowBox(before, self._date, after, *self._periods.values(), self._figures, *self._others(), gap=6),
                FlowBox(*self._filters.values(), self._rest, large, self._print_button(), gap=6),
                self._hint,
                gap=6,
            )
        )

    def _choice(self, text: str, slot: Callable[[], object]) -> QPushButton:
        made = parts.button(text, slot, kind="choice")
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _others(self) -> tuple[QPushButton, ...]:
        return (
            parts.button(tr("Roster"), lambda: self.other_wanted.emit("roster"), kind="quiet", name="to_roster"),
            parts.button(tr("Calendar|school"), lambda: self.other_wanted.emit("calendar"), kind="quiet", name="to_calendar"),
            parts.button(tr("4×100%|school"), lambda: self.other_wanted.emit("four"), kind="quiet", name="to_four"),
        )

    def _print_button(self) -> QPushButton:
        """The sheets of school guard; the key prints the first one."""
        made = parts.button(tr("Print"), key=keys.first("print"), name="board_print")
        menu = QMenu(made)
        for paper, text in (
            (PERIOD, tr("Coverage of this period")),
            (DAY, tr("Coverage of the whole day")),
            (REGISTER, tr("Register of this day")),
            (SCHOOL, tr("Register of this school since the first of the month")),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, paper=paper: self.paper_wanted.emit(paper))
        parts.give_menu(made, menu)
        return made

    def show_board(self, board: Board, shown: str, source: str) -> None:
        """`shown` is the filter, `source` what Space means."""
        self._date.setText(f"{board.day:%Y-%m-%d} {filters.weekday(board.day)}  {board.about.words()}".strip())
        for code, button in self._periods.items():
            button.setChecked(code == board.period)
        for key, button in self._filters.items():
            button.setText(parts.escape(filters.words(key, board)))
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 24)
        self.show_filter(shown)
        waiting = board.count(NOT_REPORTED)
        self._figures.setText(filters.figures(board))
        self._rest.setText(parts.escape(f"{tr('Other {count} on post', count=waiting)}  {keys.first('add_row')}"))
        self._rest.setEnabled(waiting > 0)
        self._hint.setText(_hint(source))

    def show_filter(self, shown: str) -> None:
        for key, button in self._filters.items():
            button.setChecked(key == shown)


def _hint(source: str) -> str:
    """The keys of the board in one line."""
    digits = "  ".join(f"{number} {lists.word('sources', code)}" for number, code in enumerate(SOURCES, start=1))
    exceptions = "  ".join(f"Alt+{digit} {_said(code)}" for digit, code in EXCEPTIONS.items())
    space = f"{tr('Space')} {lists.word('sources', source)}" if source else ""
    times = f"{keys.first('times')} {tr('times|board')}"
    form = f"{keys.first('details')} {tr('form|board')}"
    told = (f"{tr('on post:|keys')} {digits}  {space}".strip(), exceptions, f"{times}  {form}  {tr('Del take back')}")
    return "    ".join(told)


def _said(code: str) -> str:
    return tr("in time|board") if code == school_guard.ON_TIME else lists.word("post_states", code)
