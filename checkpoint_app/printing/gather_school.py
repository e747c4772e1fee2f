"""The content of the papers of school guard from the store: coverage of a period or day, register of posts. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from checkpoint_app import lists
from checkpoint_app.i18n import tr
from checkpoint_app.model import display, timing
from checkpoint_app.model.duty_periods import CODES, clock_text
from checkpoint_app.model.records import OFFICER_KIND_LABELS, Entry, EntryState
from checkpoint_app.model.records import label as kind_label
from checkpoint_app.model.template import label as words
from checkpoint_app.printing import moments
from checkpoint_app.printing.post_register import PostLine, PostRegisterContent
from checkpoint_app.printing.school_sheet import CoverageContent, Deviation, State
from checkpoint_app.store import entries_list, officers, school_board, school_rules, shifts, templates
from checkpoint_app.store.school_board import NONE, NOT_REPORTED, Board, Tile
from checkpoint_app.store.session import Store

SIGNS = {"ARRIVED": "√", "LATE": "△", "ABSENT": "×", "NONE": "—", NOT_REPORTED: ""}
UNUSUAL = frozenset({"LATE", "ABSENT"})
MOST_WAITING = 12
"""More posts without a report are not named once more below the table that shows them."""


def coverage(store: Store, subject: str) -> CoverageContent:
    """The sheet of day/period; without a period that of the whole day."""
    written, period = subject.split("/")
    day = date.fromisoformat(written)
    about = school_rules.day_of(store, day).words()
    shown = f"{moments.date_text(day)} {moments.weekday(day)}{'　' if about else ''}{about}"
    codes = [period] if period else school_board.periods_of_day(store, day) or [CODES[0]]
    boards = [school_board.board(store, day, code) for code in codes]
    names = [lists.word("school_periods", code) if period else _brief(code) for code in codes]
    scope = " ".join([shown, *([names[0], _window(store, boards[0])] if period else [tr("whole day|paper")])])
    return CoverageContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Coverage of school guard|paper"),
        number=f"{day:%Y%m%d}{f'-{CODES.index(period) + 1}' if period in CODES else ''}",
        date=moments.date_text(day),
        subject=scope,
        totals=totals_of(boards[0]),
        figures=() if period else (_figure_heads(), *(_figures(board, name) for board, name in zip(boards, names, strict=True))),
        periods=() if period else names,
        schools=[
            (_short(tiles[0]), [_state(tile, alone=bool(period)) for tile in tiles])
            for tiles in zip(*(board.tiles for board in boards), strict=True)
        ],
        exceptions=[
            row for board, name in zip(boards, names, strict=True) for row in _exceptions(store, board, "" if period else name)
        ],
        note=tr("√ on the post, △ late, × not manned (confirmed), — no post; without a sign nobody has reported."),
    )


def totals_of(board: Board) -> str:
    """应设岗 61　到岗 60（98.4%）　按时 59　迟到 1　缺岗 0　早退 0　今日无岗 4　未报 1"""
    return tr(
        "planned {posts}, manned {manned} ({share}), in time {in_time}, late {late}, not manned {absent}, left early {early},"
        " no post {none}, not reported {waiting}|paper",
        posts=board.posts,
        manned=board.count("ARRIVED", "LATE"),
        share=board.share("ARRIVED", "LATE"),
        in_time=board.count("ARRIVED"),
        late=board.count("LATE"),
        absent=board.count("ABSENT"),
        early=board.left_early,
        none=board.count(NONE),
        waiting=board.count(NOT_REPORTED),
    )


def _window(store: Store, board: Board) -> str:
    begins, ends = school_board.window(store, board.day, board.period)
    zone = store.unit.tz()
    return moments.window(timing.local(begins, zone), timing.local(ends, zone))


def _short(tile: Tile) -> str:
    return tile.school.short or tile.school.name


def _figure_heads() -> tuple[str, ...]:
    words = {code: lists.word("post_states", code) for code in ("ARRIVED", "LATE", "ABSENT", NONE)}
    return (
        tr("Period|paper"),
        tr("Planned|paper"),
        words["ARRIVED"],
        tr("Share|paper"),
        tr("In time|paper"),
        words["LATE"],
        words["ABSENT"],
        tr("Left early|board"),
        words[NONE],
        tr("Not reported"),
    )


def _figures(board: Board, period: str) -> tuple[str, ...]:
    states = (board.count("LATE"), board.count("ABSENT"), board.left_early, board.count(NONE), board.count(NOT_REPORTED))
    manned = (str(board.count("ARRIVED", "LATE")), board.share("ARRIVED", "LATE"), str(board.count("ARRIVED")))
    return (period, str(board.posts), *manned, *map(str, states))


def _state(tile: Tile, *, alone: bool) -> State:
    """Sign or word, arrived, left: the word only where no time says it; among other periods nothing stands for not reported."""
    if tile.state == NOT_REPORTED:
        return tr("no report|narrow") if alone else "", "", ""
    sign = SIGNS.get(tile.state, "")
    word = lists.word("post_states", tile.state) if tile.state in UNUSUAL and not tile.arrived else ""
    return " ".join(filter(None, (sign, word))), tile.arrived, tile.left


def _exceptions(store: Store, board: Board, period: str) -> Iterator[Deviation]:
    """Late, not manned, left early, with too few people; and, where they are few, those that are asked for and have not answered."""
    kinds = {officer.id: officer.kind for officer in officers.every(store, inactive=True)}
    names = store.context().registers
    few = sum(tile.overdue for tile in board.tiles) <= MOST_WAITING
    for tile in board.tiles:
        manned = tile.state in school_board.MANNED
        missing = school_board.short_of(tile, kinds) if manned and tile.crew else {}
        if not (tile.state in UNUSUAL or tile.left_early or (tile.overdue and few) or missing):
            continue
        said = [lists.word("sources", str(tile.entry.values.get("source") or "")), _note(tile.entry)] if tile.entry else []
        due = tr("due {time}|paper", time=clock_text(tile.period.due)) if tile.period is not None and not tile.arrived else ""
        state = lists.word("post_states", tile.state) if tile.state != NOT_REPORTED else tr("Not reported")
        yield Deviation(
            school=" ".join(filter(None, (tile.school.name, period))),
            state=" ".join([state, *([tr("left early|paper")] if tile.left_early else [])]),
            times="–".join(filter(None, (tile.arrived or due, tile.left))),
            crew=" ".join(names.name("officer", officer) for officer in tile.crew),
            missing=" ".join(f"{kind_label(OFFICER_KIND_LABELS, kind)} {number}" for kind, number in missing.items()),
            note="；".join(filter(None, said)),
        )


def _note(entry: Entry) -> str:
    return str(entry.values.get("note") or entry.reason or "")


# The register of posts


def register(store: Store, subject: str) -> PostRegisterContent:
    """The posts of first/last/site/period, by day, period and school."""
    first, last, site, period = subject.split("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    lines = list(_lines(store, start, end, site, period))
    names = store.context().registers
    scope = [moments.date_text(start) if start == end else f"{moments.date_text(start)}—{moments.date_text(end)}"]
    scope.append(names.name("site", site) if site else tr("All schools|paper"))
    if period:
        scope.append(lists.word("school_periods", period))
    counted = [line for line in lines if not line.void]
    states = {code: lists.word("post_states", code) for code in ("ARRIVED", "LATE", "ABSENT", "NONE")}
    told = [f"{word} {sum(line.state.startswith(word) for line in counted)}" for word in states.values()]
    return PostRegisterContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Register of school guard posts|paper"),
        number=f"{start:%Y%m%d}" if start == end else f"{start:%Y%m%d}-{end:%m%d}",
        date=moments.date_text(end),
        subject="　".join(scope),
        totals="　".join([tr("{n} {n:post/posts}|paper", n=len(counted)), *told]),
        lines=lines,
        note=tr("Events count people only; no names of minors are written down."),
    )


def _lines(store: Store, first: date, last: date, site: str, period: str) -> Iterator[PostLine]:
    zone = store.unit.tz()
    found: list[tuple[date, int, str, Entry]] = []
    near = shifts.every(store, duty="school", first=(first - timedelta(days=1)).isoformat(), last=last.isoformat())
    names = store.context().registers
    for held in near:
        day = timing.local(held.planned_from, zone).date()
        if not first <= day <= last:
            continue
        where = entries_list.EntryFilter(shift=held.id, template=school_board.FORM, site=site, void=True)
        for entry in entries_list.every(store, where):
            code = str(entry.values.get("period") or held.period or "")
            if period in ("", code):
                found.append((day, CODES.index(code) if code in CODES else len(CODES), names.name("site", entry.site), entry))
    found.sort(key=lambda row: (*row[:3], row[3].id))
    for day, _, school, entry in found:
        yield _line(store, day, school, entry)


def _line(store: Store, day: date, school: str, entry: Entry) -> PostLine:
    template, context = templates.get(store, entry.template), store.context()
    values = entry.values

    def text(key: str) -> str:
        return display.cell(template, key, values, context, {}) if key in values else ""

    early = tr("left early|paper") if values.get("departure") == "EARLY" else ""
    marks = [tr("late entry|paper mark")] if entry.late else []
    marks += [tr("to be confirmed|paper mark")] if entry.state is EntryState.PROPOSED else []
    counts = [(tr("persuaded {n}|paper", n=values["persuaded"]) if values.get("persuaded") else "")]
    counts += [tr("escorted {n}|paper", n=values["escorted"]) if values.get("escorted") else ""]
    counts += [tr("buses checked {n}|paper", n=values["buses"]) if values.get("buses") else ""]
    return PostLine(
        day=f"{moments.month_day(day)} {moments.weekday(day)}",
        period=_brief(str(values.get("period") or "")),
        school=school,
        arrived=text("arrived"),
        left=text("left"),
        state=" ".join(filter(None, (lists.word("post_states", str(values.get("post", "ARRIVED"))), early))),
        crew=text("crew"),
        checks=_checks(template.fields, values),
        events="；".join(filter(None, [*_events(values.get("events")), *counts])),
        note="；".join(filter(None, (lists.word("sources", str(values.get("source") or "")), _note(entry)))),
        marks=" ".join(marks),
        void=entry.state is EntryState.VOID,
    )


def _brief(period: str) -> str:
    return next((choice.brief for choice in lists.choices()["school_periods"] if choice.code == period), period)


def _checks(fields: Sequence[Any], values: Mapping[str, Any]) -> str:
    """16 项正常, or what was not in order with its note."""
    normal, wrong = 0, []
    for field in fields:
        given = values.get(field.key)
        if field.kind != "checklist" or not isinstance(given, Mapping):
            continue
        for item in field.items:
            point = given.get(item.key)
            result = point.get("result") if isinstance(point, Mapping) else None
            if result == "OK":
                normal += 1
            elif result == "FAULT":
                wrong.append(" ".join(filter(None, (words(item.label), str(point.get("note") or "")))))  # type: ignore[union-attr]
    told = [tr("{n} in order|paper", n=normal)] if normal else []
    return "；".join([*told, *(tr("not in order: {what}|paper", what=what) for what in wrong)])


def _events(rows: object) -> list[str]:
    """07:40 违停 2人 劝离: one text for each."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        people = tr("{n} {n:person/people}|paper", n=row["people"]) if row.get("people") else ""
        kind = lists.word("school_events", str(row.get("kind") or ""))
        told = (row.get("time"), kind, row.get("place"), people, row.get("measure"), row.get("result"), row.get("handover"))
        found.append(" ".join(str(part) for part in told if part))
    return found
