"""The figures of the board, each of which shows only its tiles, and the line of the large board."""

from __future__ import annotations

from datetime import date

from checkpoint_app import lists
from checkpoint_app.i18n import tr
from checkpoint_app.store.school_board import NONE, NOT_REPORTED, Board, Tile

ALL, WAITING, ODD = "all", "waiting", "odd"
FILTERS = (ALL, WAITING, "late", "absent", "early", "none")


def fits(key: str, tile: Tile) -> bool:
    """Whether a tile is shown under a filter."""
    match key:
        case "waiting":
            return tile.state == NOT_REPORTED
        case "late":
            return tile.state == "LATE"
        case "absent":
            return tile.state == "ABSENT"
        case "early":
            return tile.left_early
        case "none":
            return tile.state == NONE
        case _:
            return True


def words(key: str, board: Board) -> str:
    """未报 3: what a filter is called, with its number."""
    count = sum(fits(key, tile) for tile in board.tiles)
    return f"{_word(key)} {count}"


def _word(key: str) -> str:
    match key:
        case "waiting":
            return tr("Not reported")
        case "late":
            return lists.word("post_states", "LATE")
        case "absent":
            return lists.word("post_states", "ABSENT")
        case "early":
            return tr("Left early|board")
        case "none":
            return lists.word("post_states", "NONE")
        case _:
            return tr("All|board")


def figures(board: Board) -> str:
    """到岗 60 / 61  98.4%   按时 59"""
    manned, on_time = board.count("ARRIVED", "LATE"), board.count("ARRIVED")
    return tr(
        "On post {manned}/{all}  {share}   in time {in_time}",
        manned=manned,
        all=board.posts,
        share=board.share("ARRIVED", "LATE"),
        in_time=on_time,
    )


def headline(board: Board) -> str:
    """What stands above the large board."""
    told = [f"{board.day:%m-%d} {weekday(board.day)} {lists.word('school_periods', board.period)}", figures(board)]
    told += [words(key, board) for key in FILTERS if key != ALL and any(fits(key, tile) for tile in board.tiles)]
    return "   ".join(told)


def weekday(day: date) -> str:
    names = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
    return names[day.weekday()]
