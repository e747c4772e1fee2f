"""The page 护学岗: a day and a period, the board of all schools, and the keys that report.

One key on a tile is 到岗 with where the word came from; Alt and a digit are the exceptions. Every report can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from checkpoint_app import lists
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.school.tiles import Tiles
from checkpoint_app.gui.runner import Operation, Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model import pinyin
from checkpoint_app.model.records import Changes
from checkpoint_app.model.text import fold
from checkpoint_app.store import school_guard
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.school_guard import NOT_REPORTED, Board
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

SOURCES = ("PHONE", "RADIO", "WECHAT", "SELF", "PAPER")
"""Digit 1–5 on a tile: on the post, and who said so (the codes of the list `sources`)."""
EXCEPTIONS = {2: "LATE", 3: "ABSENT", 4: "NONE"}
"""Alt and a digit."""


class SchoolPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._day = _today(window)
        self._period = _period_now(window)
        self._source = ""
        self._board: Board | None = None
        self._last: list[str] = []
        self.tiles = Tiles()
        self._date = parts.label(kind="title", name="board_day")
        self._figures = parts.label(kind="strong", wrap=True, name="board_figures")
        self._hint = parts.label(kind="soft", wrap=True, name="board_hint")
        self._periods = {
            choice.code: self._choice(choice.brief, partial(self._show_period, choice.code))
            for choice in lists.choices()["school_periods"]
        }
        self._rest = parts.button("", self._ask_rest, name="board_rest", key="Ctrl+N")
        self._lay_out()
        keys.bind(self, "add_row", self._ask_rest)
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "undo", lambda: self._void(self._last, last=True))
        keys.bind_digits(self, "Alt", self._exception, 4)
        self.tiles.opened.connect(self._open)
        self.runner.changed.connect(self._changed)

    def _choice(self, text: str, slot: Callable[[], object]) -> QPushButton:
        made = parts.button(text, slot, kind="choice")
        made.setCheckable(True)
        return made

    def _lay_out(self) -> None:
        before = parts.button("‹", lambda: self._go(-1), kind="quiet", name="day_before", spoken=tr("The day before"))
        after = parts.button("›", lambda: self._go(1), kind="quiet", name="day_after", spoken=tr("The day after"))
        head = parts.row(before, self._date, after, 16, *self._periods.values(), None, self._rest)
        layout = parts.column(
            parts.Card(head, tight=True), self._figures, self._hint, self.tiles, gap=8, margins=(16, 12, 16, 12)
        )
        layout.setStretch(3, 1)
        self.setLayout(layout)

    def enter(self, **_what: object) -> None:
        self.load()
        self.tiles.setFocus()

    def load(self) -> None:
        day, period = self._day, self._period

        def work(store: Store, _progress: Progress) -> Board:
            return school_guard.board(store, day, period)

        Operation(self, work, runner=self.runner, reading=True).on_success(self._show).start()

    def _show(self, board: Board) -> None:
        if (board.day, board.period) != (self._day, self._period):
            return
        self._board = board
        words = [
            tuple(fold(word) for word in (*pinyin.search_words(tile.school.name, person=False), tile.school.name))
            for tile in board.tiles
        ]
        self.tiles.show_tiles(board.tiles, words)
        self._date.setText(f"{board.day:%Y-%m-%d}")
        for code, button in self._periods.items():
            button.setChecked(code == board.period)
        waiting = board.count(NOT_REPORTED)
        self._figures.setText(
            tr(
                "On the post {manned} of {all}   late {late}   not manned {absent}   no post {none}   not reported {waiting}",
                manned=board.count("ARRIVED", "LATE"),
                all=len(board.tiles) - board.count("NONE"),
                late=board.count("LATE"),
                absent=board.count("ABSENT"),
                none=board.count("NONE"),
                waiting=waiting,
            )
        )
        self._rest.setText(parts.escape(f"{tr('Other {count} on the post', count=waiting)}  Ctrl+N"))
        self._rest.setEnabled(waiting > 0)
        sources = "  ".join(f"{number} {lists.word('sources', code)}" for number, code in enumerate(SOURCES, start=1))
        states = "  ".join(f"Alt+{digit} {lists.word('post_states', code)}" for digit, code in EXCEPTIONS.items())
        self._hint.setText(f"{tr('on the post by:')} {sources}    {states}    {tr('Del: take back')}")

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.nouns & {"entry", "site", "roster"} and self.isVisible():
            self.load()

    # Where

    def _go(self, days: int) -> None:
        self._day += timedelta(days=days)
        self._source = ""
        self.load()
        self.tiles.setFocus()

    def _show_period(self, code: str) -> None:
        self._period = code
        self._source = ""
        self.load()
        self.tiles.setFocus()

    # Reports

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if digit.isdecimal() and 1 <= int(digit) <= len(SOURCES):
            self._source = SOURCES[int(digit) - 1]
            self._report("ARRIVED")
        elif event.key() == Qt.Key.Key_Space:
            self._report("ARRIVED")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Delete:
            self._take_back()
        else:
            super().keyPressEvent(event)

    def _exception(self, digit: int) -> None:
        if digit not in EXCEPTIONS:
            return
        if EXCEPTIONS[digit] != "ABSENT":
            self._report(EXCEPTIONS[digit])
            return
        tile = self.tiles.tile()
        if tile is not None:
            wanted = self.tiles.wanted()
            name = tile.school.name if len(wanted) == 1 else tr("{count} schools", count=len(wanted))
            dialogs.confirm(
                self, tr("{name}: was the post not manned?", name=name), tr("Not manned"), lambda: self._report("ABSENT", wanted)
            )

    def _ask_rest(self) -> None:
        if self._board is None:
            return
        count = self.tiles.mark_unreported()
        others = self.tiles.wanted()
        if count:
            verb = tr("{count} on the post", count=count)
            dialogs.confirm(
                self,
                tr("Report the other {count} schools as on the post?", count=count),
                verb,
                lambda: self._report("ARRIVED", others, rest=True),
            )

    def _report(self, post: str, schools: list[str] | None = None, *, rest: bool = False) -> None:
        """`schools` that were asked about; else the marked ones, or the current one. Before a source was chosen none is claimed; a past
        period comes from paper then."""
        day, period, wanted, source = self._day, self._period, schools or self.tiles.wanted(), self._source
        if not wanted:
            return

        def work(store: Store, _progress: Progress) -> Saved[Board]:
            return school_guard.report(store, day, period, wanted, post=post, source=source, rest=rest)

        def done(saved: Saved[Board]) -> None:
            entered = [
                tile.school.id for tile in saved.value.tiles if tile.entry is not None and tile.entry.id in saved.changes.records
            ]
            self._last = entered
            self._show(saved.value)
            self.tiles.go_on()
            word = lists.word("post_states", post)
            self.window_.say(
                tr("{count} schools: {word}", count=len(entered), word=word), undo=lambda: self._void(entered, last=True)
            )

        Operation(self, work, runner=self.runner).on_success(done).start()

    def _take_back(self) -> None:
        self._void(self.tiles.wanted())

    def _void(self, wanted: list[str], *, last: bool = False) -> None:
        self._last = []
        day, period = self._day, self._period

        def work(store: Store, _progress: Progress) -> Saved[Board]:
            return school_guard.take_back(store, day, period, wanted, last=last)

        Operation(self, work, runner=self.runner).on_success(lambda saved: self._show(saved.value)).start()

    def _open(self) -> None:
        """The entry of a tile with everything that was recorded: checklist, events, crew."""
        tile = self.tiles.tile()
        if tile is not None and tile.entry is not None:
            self.window_.open_page("entry", entry=tile.entry.id, back="school")


def _today(window: Window) -> date:
    return datetime.now(window.session.unit.tz()).date()


def _period_now(window: Window) -> str:
    """The period that is going on or comes next; in the night the first one."""
    minutes = datetime.now(window.session.unit.tz())
    clock = f"{minutes:%H:%M}"
    ends = school_guard.ends()
    return next((code for code, end in ends if clock <= end), ends[0][0])
