"""The board: a day and a period, all schools, and the keys that report.

One key on a tile is 到岗 with where the word came from; Alt and a digit are the exceptions; marked tiles are reported, corrected and taken
back together. Every report can be taken back. The figures above the tiles are filters too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.school import board_head, filters
from checkpoint_app.gui.pages.school.board_head import EXCEPTIONS, SOURCES, BoardHead
from checkpoint_app.gui.pages.school.large_board import LargeBoard
from checkpoint_app.gui.pages.school.tiles import Tiles
from checkpoint_app.gui.pages.school.times_box import TimesBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model import pinyin
from checkpoint_app.model.records import Changes
from checkpoint_app.model.text import fold
from checkpoint_app.store import school_board, school_guard
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.school_board import MANNED, Board, Tile
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

REFRESH_MS = 30_000


class BoardView(QWidget):
    """`form_wanted(Board, Tile)`: the whole form of a post that has no entry yet."""

    form_wanted = Signal(object, object)
    other_wanted = Signal(str)
    """Roster, calendar or four: what the board stands on."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_, self.runner = window, window.runner
        self.day = self._today = _today(window)
        self.period = ""
        self._source = ""
        self._filter = filters.ALL
        self.board: Board | None = None
        self._words: dict[str, tuple[str, ...]] = {}
        self._last: list[str] = []
        self.large: LargeBoard | None = None
        self.tiles = Tiles()
        self.head = BoardHead()
        self._lay_out()
        self._bind()
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _lay_out(self) -> None:
        self._area = parts.scrolled(self.tiles)
        layout = parts.column(self.head, self._area, gap=6)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _bind(self) -> None:
        keys.bind(self, "add_row", self._ask_rest)
        keys.bind(self, "refresh", self.load)
        keys.bind(self, "undo", lambda: self._void(self._last, last=True))
        keys.bind(self, "times", self.ask_times)
        keys.bind(self, "large", self.show_large)
        keys.bind(self, "details", self.open_form)
        keys.bind(self, "print", lambda: self.print_paper(board_head.PERIOD))
        keys.bind_digits(self, "Alt", self._exception, max(EXCEPTIONS))
        head = self.head
        head.stepped.connect(lambda days: self.show_day(self.day + timedelta(days=days)))
        head.period_chosen.connect(self.show_period)
        head.filter_chosen.connect(self.filter)
        head.rest_wanted.connect(self._ask_rest)
        head.large_wanted.connect(self.show_large)
        head.paper_wanted.connect(self.print_paper)
        head.other_wanted.connect(self.other_wanted)
        self.tiles.opened.connect(self.open_form)
        self.tiles.moved.connect(lambda: self._area.ensureVisible(*self.tiles.middle(), 0, theme.px(60)))
        self.runner.changed.connect(self._changed)

    def enter(self) -> None:
        """Opens what the roster has for today, then shows the board; after midnight that of the new day."""
        if _today(self.window_) != self._today:
            self._follow()
        self._open_due()
        self.load()
        self.tiles.setFocus()

    def load(self) -> None:
        day, period = self.day, self.period

        def work(store: Store, _progress: Progress) -> Board:
            return school_guard.board(store, day, period or school_board.period_at(store))

        Operation(self, work, runner=self.runner, reading=True).on_success(self.show_board).start()

    def _tick(self) -> None:
        """Every half minute: what is due is opened, the tiles are looked at again. On the wall the board follows day and period."""
        if self.runner.session is None or not (self.isVisible() or self.large is not None):
            return
        if self.large is not None:
            self._follow()
        self._open_due()
        self.load()

    def _follow(self) -> None:
        """To today and the period of the moment, from what was today until now."""
        today = _today(self.window_)
        if self.day == self._today:
            self.day, self.period, self._source = today, "", ""
        self._today = today

    def _open_due(self) -> None:
        Operation(self, lambda store, _: school_guard.open_due(store), runner=self.runner).in_background().start()

    def show_board(self, board: Board) -> None:
        if board.day != self.day or self.period not in ("", board.period):
            return
        self.board, self.period = board, board.period
        if not self._source:
            self._source = _usual_source(board.tiles)
        self.head.show_board(board, self._filter, self._source)
        self._show_tiles()
        if self.large is not None:
            self.large.show_board(filters.headline(board), board.tiles)

    def _show_tiles(self) -> None:
        if self.board is None:
            return
        for tile in self.board.tiles:
            if tile.school.id not in self._words:
                found = (*pinyin.search_words(tile.school.name, person=False), tile.school.name)
                self._words[tile.school.id] = tuple(fold(word) for word in found)
        shown = [tile for tile in self.board.tiles if filters.fits(self._filter, tile)]
        self.tiles.show_tiles(shown, [self._words[tile.school.id] for tile in shown])

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.nouns & {"entry", "site", "roster", "shift", "calendar", "unit"} and (
            self.isVisible() or self.large is not None
        ):
            self.load()

    # Where

    def show_day(self, day: date) -> None:
        self.day = day
        self._source = ""
        self.load()
        self.tiles.setFocus()

    def show_period(self, code: str) -> None:
        self.period = code
        self._source = ""
        self.load()
        self.tiles.setFocus()

    def filter(self, key: str) -> None:
        """Shows only these tiles; the same one again shows all."""
        self._filter = filters.ALL if key == self._filter else key
        self.head.show_filter(self._filter)
        self._show_tiles()
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
            self.open_form()
        elif event.key() == Qt.Key.Key_Delete:
            self._void(self.tiles.wanted())
        else:
            super().keyPressEvent(event)

    def _exception(self, digit: int) -> None:
        if EXCEPTIONS[digit] != "ABSENT":
            self._report(EXCEPTIONS[digit])
            return
        if self.tiles.tile() is not None:
            wanted = self.tiles.wanted()
            question = tr("{name}: was the post not manned?", name=self._names(wanted))
            detail = tr("A post is not manned only when somebody has made sure.")
            dialogs.confirm(self, question, tr("Not manned"), lambda: self._report("ABSENT", wanted), detail=detail)

    def _is_shown(self) -> bool:
        """Whether the tiles are those of the chosen day and period already; a key that comes sooner means nothing."""
        return self.board is not None and (self.board.day, self.board.period) == (self.day, self.period)

    def _names(self, wanted: Sequence[str]) -> str:
        tile = self.tiles.tile()
        return (
            tile.school.name if len(wanted) == 1 and tile is not None else tr("{count} {count:school/schools}", count=len(wanted))
        )

    def _ask_rest(self) -> None:
        if self.board is None:
            return
        if self._filter != filters.ALL:
            self.filter(filters.ALL)
        before = self.tiles.marked_schools()
        count = self.tiles.mark_unreported()
        others = self.tiles.wanted()
        if count:
            verb = tr("{count} on the post", count=count)
            question = tr("Report the other {count} {count:school/schools} as on the post?", count=count)
            box = dialogs.confirm(self, question, verb, lambda: self._report("ARRIVED", others, rest=True))
            box.rejected.connect(lambda: self.tiles.mark(before))  # else the next digit would be meant for all of them

    def _report(self, post: str, schools: list[str] | None = None, *, rest: bool = False) -> None:
        """`schools` that were asked about; else the marked ones, or the current one. Before a source was chosen none is claimed; a past
        period comes from paper then."""
        self.write(schools or self.tiles.wanted(), post=post, source=self._source, rest=rest)

    def write(
        self,
        wanted: Sequence[str],
        *,
        then: Callable[[], object] | None = None,
        refused: Callable[[UserError], object] | None = None,
        **said: Any,
    ) -> None:
        day, period = self.day, self.period
        if not wanted or not self._is_shown():
            return

        def work(store: Store, _progress: Progress) -> Saved[Board]:
            return school_guard.report(store, day, period, wanted, **said)

        def done(saved: Saved[Board]) -> None:
            tiles = [tile for tile in saved.value.tiles if tile.entry is not None and tile.entry.id in saved.changes.records]
            self._last = [tile.school.id for tile in tiles]
            self.show_board(saved.value)
            self.tiles.go_on(wanted)
            if then is not None:
                then()
            self.window_.say(_what_was_done(tiles), undo=lambda: self._void([tile.school.id for tile in tiles], last=True))

        operation = Operation(self, work, runner=self.runner).on_success(done)
        (operation.on_error(refused) if refused is not None else operation).start()

    def ask_times(self) -> None:
        """Times of arrival and leaving for the marked posts; the crew for a single one."""
        tile, wanted = self.tiles.tile(), self.tiles.wanted()
        if tile is None:
            return
        single = len(wanted) == 1
        known: dict[str, Any] = {"source": self._source or None}
        if single:
            known |= {"arrived": tile.arrived or None, "left": tile.left or None, "crew": list(tile.crew or tile.planned) or None}

        def written(values: dict[str, Any], then: Callable[[], object], refused: Callable[[UserError], object]) -> None:
            said = {key: values.get(key) or "" for key in ("arrived", "left", "source")}
            self.write(wanted, then=then, refused=refused, crew=values.get("crew") if single else None, **said)

        TimesBox(self, self._names(wanted), known, written, context=self.window_.fields, single=single)

    def _void(self, wanted: list[str], *, last: bool = False) -> None:
        self._last = []
        day, period = self.day, self.period
        if not wanted or not self._is_shown():
            return

        def work(store: Store, _progress: Progress) -> Saved[Board]:
            return school_guard.take_back(store, day, period, wanted, last=last)

        Operation(self, work, runner=self.runner).on_success(lambda saved: self.show_board(saved.value)).start()

    # Elsewhere

    def open_form(self) -> None:
        """Everything about a post: checklist, school buses, events, crew."""
        tile = self.tiles.tile()
        if tile is not None and tile.entry is not None:
            self.window_.open_page("entry", entry=tile.entry.id, back="school", correct=True)
        elif tile is not None and self.board is not None:
            self.form_wanted.emit(self.board, tile)

    def print_paper(self, paper: str) -> None:
        """One of the papers that `board_head` names."""
        day, tile = self.day.isoformat(), self.tiles.tile()
        school = tile.school.id if tile is not None else ""
        form, subject = {
            board_head.PERIOD: ("school-board", f"{day}/{self.period}"),
            board_head.DAY: ("school-board", f"{day}/"),
            board_head.REGISTER: ("school-register", f"{day}/{day}//"),
            board_head.SCHOOL: ("school-register", f"{self.day.replace(day=1).isoformat()}/{day}/{school}/"),
        }[paper]
        self.window_.open_page("paper", form=form, subject=subject, back="school")

    def show_large(self) -> None:
        """The whole screen, for everybody in the room."""
        if self.board is None or self.large is not None:
            return
        self.large = LargeBoard(self, self.load)
        self.large.closed.connect(self._large_closed)
        self.large.showFullScreen()
        self.large.show_board(filters.headline(self.board), self.board.tiles)

    def _large_closed(self) -> None:
        self.large = None
        self.tiles.setFocus()

    def put_away(self) -> None:
        if self.large is not None:
            self.large.close()


def _today(window: Window) -> date:
    return datetime.now(window.session.unit.tz()).date()


def _usual_source(tiles: Sequence[Tile]) -> str:
    """Who said it last time: what Space means until another digit is pressed."""
    reported = [
        tile.entry for tile in tiles if tile.entry is not None and tile.state in MANNED and tile.entry.values.get("source")
    ]
    newest = max(reported, key=lambda entry: entry.typed_at, default=None)
    return str(newest.values["source"]) if newest is not None else ""


def _what_was_done(tiles: Sequence[Tile]) -> str:
    """3 所：到岗; a single one that is late by the rule says until when it had time."""
    states = sorted({tile.state for tile in tiles})
    parts_ = [
        tr(
            "{count} {count:school/schools}: {word}",
            count=sum(tile.state == state for tile in tiles),
            word=lists.word("post_states", state),
        )
        for state in states
    ]
    late = [tile for tile in tiles if tile.state == "LATE" and tile.period is not None]
    if len(tiles) == 1 and late and late[0].period is not None:
        from checkpoint_app.model.duty_periods import clock_text

        parts_.append(tr("in time until {time}", time=clock_text(late[0].period.due)))
    return "   ".join(parts_)
