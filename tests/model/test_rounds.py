"""A round never calls in order what nobody looked at, whatever is done in which order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import inspection, labels, rounds
from checkpoint_app.model.inspection import Near
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.model.rounds import FAULT, NOT_CHECKED, OK, Round

PIECES = tuple(Equipment(id=f"id{n}", premises="p", label=f"B1-{n:02}", floor=f"{1 + n // 4}F", position=n) for n in range(12))


def test_the_rest_of_a_floor_is_that_floors_rest() -> None:
    found = Round(pieces=PIECES).set("id1", FAULT, "压力不足").rest_in_order("1F")
    assert [found.result(one.id) for one in PIECES[:5]] == [OK, FAULT, OK, OK, NOT_CHECKED]
    assert len(found.left()) == 8
    assert found.floors() == ("1F", "2F", "3F")
    assert found.rows()[1] == {"equipment": "id1", "result": FAULT, "faults": "压力不足"}
    assert found.rows()[-1] == {"equipment": "id11", "result": NOT_CHECKED}


def test_a_label_jumps_to_its_piece_and_an_unknown_one_is_captured_once() -> None:
    round_ = Round(pieces=PIECES)
    same, piece = round_.scan("b1-０3 ")
    assert piece == PIECES[3]
    assert same == round_
    captured, nothing = round_.scan("C9")
    assert (nothing, captured.unknown) == (None, ("C9",))
    again, _ = captured.scan("c9")
    assert (again.unknown, again.twice) == (("C9",), ("c9",))
    known = again.with_piece(Equipment(id="new", premises="p", label="C9"))
    assert (known.unknown, known.pieces[-1].id) == ((), "new")


def test_a_label_that_has_a_result_is_marked_twice() -> None:
    round_, _ = Round(pieces=PIECES).set("id3", OK).scan("B1-03")
    assert round_.twice == ("B1-03",)


def test_a_code_jumps_to_its_piece_and_one_of_another_place_is_nothing_new() -> None:
    own, other = (Equipment(id=str(UUID(int=n)), premises="p", label="01", kind="POWDER") for n in (7, 8))
    round_ = Round(pieces=(own,))
    assert round_.scan(labels.code_of(own.id)) == (round_, own)
    assert round_.scan(labels.code_of(other.id)) == (round_, None)
    assert round_.scan("/01") == (round_, own), "a label that begins with a digit is typed behind a stroke"
    assert round_.scan("/ ") == (round_, None)


def test_what_is_wrong_can_be_a_hazard_with_what_is_ordered() -> None:
    round_ = Round(pieces=PIECES).set("id1", FAULT, "压力不足").set("id2", OK).as_hazard("id1", "ORDER_NOW")
    assert round_.as_hazard("id2", "ORDER_NOW") == round_.as_hazard("id5", "ORDER_NOW") == round_
    (row,) = round_.hazards(lambda _piece, _found: "NOT_KEPT")
    assert row == {"kind": "NOT_KEPT", "place": "1F B1-01 压力不足", "order": "ORDER_NOW"}
    assert rounds.from_draft(PIECES, json.loads(json.dumps(round_.to_draft()))) == round_
    assert round_.as_hazard("id1", "").hazards(lambda _piece, _found: "NOT_KEPT") == []
    assert round_.set("id1", OK).hazards(lambda _piece, _found: "NOT_KEPT") == [], "it is in order after all"


def test_more_than_a_quarter_have_to_go() -> None:
    pieces = tuple(replace(one, kind="POWDER" if n < 8 else "SIGN") for n, one in enumerate(PIECES))
    round_ = Round(pieces=pieces).set("id0", FAULT).set("id9", FAULT)
    assert round_.out_of_service({"POWDER"}, {"id0", "id1"}) == (8, 2)
    assert not rounds.too_many_out(8, 2)
    assert rounds.too_many_out(8, 3)


def test_the_rows_of_a_sheet_follow_each_other() -> None:
    round_ = Round(pieces=PIECES).set("id1", OK)
    assert round_.after("id0") == "id1"
    assert round_.after("id11") == "id11"
    assert round_.after("") == "id0"


@given(
    st.lists(
        st.tuples(st.sampled_from(["set", "rest", "scan", "back"]), st.integers(0, 13), st.sampled_from([OK, FAULT])), max_size=30
    )
)
def test_what_is_in_order_was_said_to_be(steps: list[tuple[str, int, str]]) -> None:
    round_, said = Round(pieces=PIECES), set()
    for step, n, result in steps:
        piece = f"id{n}"
        if step == "set" and n < 12:
            round_ = round_.set(piece, result)
            said.add(piece)
        elif step == "back" and n < 12:
            round_ = round_.set(piece, NOT_CHECKED)
            said.discard(piece)
        elif step == "rest":
            said |= {one.id for one in round_.left("2F")}
            round_ = round_.rest_in_order("2F")
        else:
            round_, _ = round_.scan(f"B1-{n:02}")
    assert set(round_.found) == said
    assert sum(row["result"] != NOT_CHECKED for row in round_.rows()) == len(said)
    assert rounds.from_draft(PIECES, json.loads(json.dumps(round_.to_draft()))) == round_
    left = round_.left()
    assert round_.next_after("id0") == ((left and next(p.id for p in (*PIECES[1:], PIECES[0]) if p in left)) or "id0")


def test_more_than_a_quarter_away_is_too_many() -> None:
    assert not rounds.too_many_out(8, 2)
    assert rounds.too_many_out(8, 3)
    assert not rounds.too_many_out(0, 0)


@pytest.mark.parametrize(("label", "after"), [("B1-07", "B1-08"), ("099", "100"), ("甲", "甲-2"), ("F9", "F10")])
def test_the_next_label(label: str, after: str) -> None:
    assert rounds.next_label(label) == after


def test_periods_and_how_near_a_day_is() -> None:
    assert inspection.next_round(date(2026, 1, 31), half_monthly=False) == date(2026, 2, 28)
    assert inspection.next_round(date(2026, 11, 20), half_monthly=True) == date(2026, 12, 5)
    assert inspection.next_visit(date(2026, 11, 20)) == date(2027, 11, 20)
    today = date(2026, 11, 20)
    nears = [
        inspection.near(day, today)
        for day in (None, date(2026, 11, 19), today, date(2026, 12, 1), date(2027, 1, 10), date(2027, 6, 1))
    ]
    assert nears == [Near.OVERDUE, Near.OVERDUE, Near.WEEK, Near.MONTH, Near.TWO_MONTHS, Near.LATER]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"type": "HOTEL", "key_unit": True}, "营业期间每 2 小时一次"),
        ({"type": "ELDERLY", "key_unit": True}, "每日一次，加强夜间巡查"),
        ({"type": "FACTORY"}, "每 7 天一次"),
        ({"type": "FACTORY", "patrol": "每班一次"}, "每班一次"),
    ],
)
def test_how_often_a_unit_walks_its_own_round(place: dict[str, Any], words: str) -> None:
    assert inspection.own_patrol(Premises(id="p", name="单位", **place), date(2026, 11, 20)).words() == words
