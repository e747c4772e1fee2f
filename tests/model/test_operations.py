"""Operations in normal form, and the sheet that what their shifts gave adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import i18n, lists, rules
from checkpoint_app.model import operations
from checkpoint_app.model.figures import Counted

TODAY = date(2026, 11, 20)
WHOLE: dict[str, Any] = {
    "name": "冬季夜查",
    "number": "沙公〔2026〕18号",
    "first": "2026年11月20日",
    "last": "2026-11-22",
    "window": "20：00—2:00",
    "commander": "赵所长",
    "groups": [{"name": "设卡组", "lead": "王小明", "people": "6"}, {"name": "清查组", "task": "商业街"}],
    "places": [{"class": "旅馆", "count": 12, "names": "人民路沿线"}, {"class": "INTERNET"}],
}


def codes(raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in operations.check(raw, TODAY)[1]]


def test_an_operation_in_normal_form() -> None:
    content, problems = operations.check(WHOLE, TODAY)
    assert problems == []
    assert (content["first"], content["last"], content["window"]) == ("2026-11-20", "2026-11-22", "20:00–02:00")
    assert content["groups"][0] == {"name": "设卡组", "lead": "王小明", "people": 6}
    assert content["places"] == [{"class": "HOTEL", "count": 12, "names": "人民路沿线"}, {"class": "INTERNET"}]
    made = operations.to_operation("x", content)
    assert (made.days(), made.groups[0].people, made.places[0].kind, made.open) == ("2026-11-20 – 2026-11-22", 6, "HOTEL", True)


def test_a_name_is_enough() -> None:
    content, problems = operations.check({"name": "夜查"}, TODAY)
    assert problems == []
    assert (content["first"], content["last"]) == ("2026-11-20", "2026-11-20")


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"name": " "}, "name", "OPERATION_NAME_MISSING"),
        ({"last": "2026-11-19"}, "last", "OPERATION_LAST_FIRST"),
        ({"first": "2026-02-30"}, "first", "DAY_IMPOSSIBLE"),
        ({"window": "tonight"}, "window", "OPERATION_WINDOW"),
        ({"window": "25:00-26:00"}, "window", "OPERATION_WINDOW"),
        ({"groups": "设卡组"}, "groups", "OPERATION_ROWS"),
        ({"groups": [{"lead": "x"}]}, "groups[0].name", "OPERATION_GROUP_NAME"),
        ({"groups": [{"name": "x", "people": "many"}]}, "groups[0].people", "OPERATION_NUMBER"),
        ({"places": [{"class": "月球"}]}, "places[0].class", "OPERATION_PLACE_CLASS"),
    ],
)
def test_what_is_wrong_is_named_where_it_is(changed: dict[str, Any], field: str, code: str) -> None:
    assert (field, code) in codes({**WHOLE, **changed})


@given(
    st.dictionaries(
        st.sampled_from([*WHOLE, "closed"]), st.none() | st.integers() | st.text(max_size=9) | st.lists(st.text(max_size=3))
    )
)
def test_merged_rows_may_hold_anything(content: dict[str, Any]) -> None:
    made = operations.to_operation("x", content)
    assert made.last >= made.first


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(["police", "supplement.police", "people", "places.HOTEL", "places.KEY_PLACE", "result.KNIFE"]),
            st.just("sweep"),
        ),
        st.integers(0, 500),
    )
)
def test_what_stands_beside_is_added_once_and_results_never(sums: dict[tuple[str, str], float]) -> None:
    found = operations.count(Counted(sums, {}))
    police = found.row("police")
    assert (police.value, police.supplement or 0) == (
        sums.get(("police", "sweep"), 0),
        sums.get(("supplement.police", "sweep"), 0),
    )
    assert police.total == sums.get(("police", "sweep"), 0) + sums.get(("supplement.police", "sweep"), 0)
    assert found.row("places").value == sums.get(("places.HOTEL", "sweep"), 0)
    assert found.row("key_places").value == sums.get(("places.KEY_PLACE", "sweep"), 0)
    assert found.row("knives").value == 0
    assert found.results.get("KNIFE", 0) == sums.get(("result.KNIFE", "sweep"), 0)


def test_places_are_different_places() -> None:
    found = operations.count(Counted({("checkpoints", "shift:checkpoint"): 5}, {"checkpoints": 2}))
    assert found.row("checkpoints").value == 2


def test_every_supplement_of_the_form_has_its_row() -> None:
    from tests.model.forms import shipped

    names = {"".join(part for part in measure.name if isinstance(part, str)) for measure in shipped("sweep").measures}
    beside = {row["supplement"] for row in rules.table("operations")["row"] if "supplement" in row}
    assert {name for name in names if name.startswith("supplement.")} == beside
    assert lists.choices()["sweep_groups"]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_rows_have_words_in_both_languages(language: str) -> None:
    before = i18n.language()
    i18n.set_language(language)
    try:
        assert all(row.label and row.unit for row in operations.count(Counted({}, {})).rows)
    finally:
        i18n.set_language(before)
