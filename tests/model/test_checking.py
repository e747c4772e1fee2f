"""An entry's values: rules between fields, corrections, and the way into the parts of a line and back."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkpoint_app.model import checking
from checkpoint_app.model.kinds import KINDS, kind_of
from checkpoint_app.model.template import ROW, Template
from tests.model.forms import context, form, shipped

DRUNK: Mapping[str, Any] = {
    "plate": "豫L12345",
    "plate_colour": "蓝牌",
    "findings": ["DRUNK"],
    "alcohol_mg": 96,
    "alcohol_method": "呼气",
    "disposition": "HOLD_VEHICLE",
    "document": "凭证001号",
    "further_dispositions": [{"_row": "x", "code": "HOLD_LICENSE", "document": "凭证002号"}],
    "identity_reason": "TRAFFIC_LAW",
    "persons": [{"_row": "p", "name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010", "sex": "男"}],
}


@pytest.fixture
def check_form() -> Template:
    return shipped("checkpoint-check")


def codes(problems: list[Any]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in problems}


def test_only_the_plate_is_required(check_form: Template) -> None:
    checked = checking.check(check_form, {"plate": "豫L12345"}, context())
    assert checked.values == {"plate": "豫L12345", "vehicle_type": "CAR", "people": 1, "disposition": "RELEASE"}
    assert codes(checked.problems) == {("plate_colour", "FIELD_WANTED")}
    missing = checking.check(check_form, {}, context())
    assert ("plate", "FIELD_REQUIRED") in codes(missing.problems)


def test_what_is_missing_beside_a_finding_warns(check_form: Template) -> None:
    raw = {"plate": "豫L12345", "plate_colour": "BLUE", "findings": ["DRUNK"], "disposition": "HANDOVER"}
    found = checking.check(check_form, raw, context()).problems
    assert codes(found) == {("alcohol_mg", "FIELD_WANTED"), ("receiver", "FIELD_WANTED")}
    assert {problem.severity.value for problem in found} == {"warn"}


def test_words_of_both_languages_become_codes(check_form: Template) -> None:
    values = checking.check(check_form, DRUNK, context()).values
    assert (values["plate_colour"], values["alcohol_method"]) == ("BLUE", "BREATH")
    assert values["persons"][0]["sex"] == "1"


def test_persons_without_a_reason_are_refused(check_form: Template) -> None:
    raw = {key: value for key, value in DRUNK.items() if key != "identity_reason"}
    assert ("persons", "FIELD_CLOSED") in codes(checking.check(check_form, raw, context()).problems)


def test_an_unknown_key_is_refused_by_name(check_form: Template) -> None:
    assert ("colour", "UNKNOWN_FIELD") in codes(
        checking.check(check_form, {"plate": "豫L12345", "colour": 1}, context()).problems
    )


def test_values_that_do_not_go_together_warn(check_form: Template) -> None:
    raw = {"plate": "豫L12345", "plate_colour": "BLUE", "people": 1, "checked": 3, "findings": ["WANTED_P"]}
    found = codes(checking.check(check_form, raw, context()).problems)
    assert found == {("checked", "FIELD_CAUTION"), ("disposition", "FIELD_CAUTION")}


def test_a_plate_as_seen_is_kept(check_form: Template) -> None:
    raw = {"plate": {"text": "豫Ｉ？2345", "as_seen": True}, "plate_colour": "BLUE"}
    checked = checking.check(check_form, raw, context())
    assert checked.values["plate"] == {"text": "豫Ｉ？2345", "as_seen": True}


def test_only_an_officer_decides_more_than_to_let_go(check_form: Template) -> None:
    assert not checking.needs_officer(check_form, {"disposition": "RELEASE"})
    assert not checking.needs_officer(check_form, {"disposition": "REGISTER"})
    assert checking.needs_officer(check_form, {"disposition": "HOLD_VEHICLE"})
    assert checking.needs_officer(check_form, {"disposition": "RELEASE", "further_dispositions": [{"code": "SEIZE"}]})


def test_parts_keep_what_is_erased_apart(check_form: Template) -> None:
    parts = checking.split(check_form, checking.check(check_form, DRUNK, context()).values)
    assert parts["fleeting"] == {"values": {"plate": "豫L12345"}}
    assert set(parts["personal"]["rows"]) == {"persons"}
    assert "张三" not in str(parts["open"])
    assert parts["open"]["rows"]["further_dispositions"] == {"x": {"code": "HOLD_LICENSE", "document": "凭证002号"}}


def merged(parts: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {}
    rows: dict[str, Any] = {}
    for part in parts.values():
        values |= part.get("values", {})
        rows |= part.get("rows", {})
    return values, rows


def test_split_and_join_are_inverse(check_form: Template) -> None:
    values = checking.check(check_form, DRUNK, context()).values
    assert checking.join(check_form, *merged(checking.split(check_form, values))) == values


def test_a_correction_holds_only_what_is_different(check_form: Template) -> None:
    values = checking.check(check_form, DRUNK, context()).values
    patch = {
        "alcohol_mg": 60,
        "document": "凭证001号",
        "persons": [{"_row": "p", "name": "李四"}],
        "further_dispositions": [{"_row": "x", "_remove": True}],
    }
    changed, problems = checking.patch(check_form, values, patch, context())
    assert changed == {
        "values": {"alcohol_mg": 60},
        "rows": {"persons": {"p": {"name": "李四"}}, "further_dispositions": {"x": None}},
    }
    assert not [problem for problem in problems if problem.severity == "error"]


def test_a_correction_of_an_unknown_row_is_refused(check_form: Template) -> None:
    values = checking.check(check_form, DRUNK, context()).values
    _, problems = checking.patch(check_form, values, {"persons": [{"_row": "nobody", "name": "李四"}]}, context())
    assert [problem.code for problem in problems if problem.severity == "error"] == ["ROW_UNKNOWN"]


def test_what_a_purge_erased_does_not_stop_a_correction(check_form: Template) -> None:
    values = {"vehicle_type": "CAR", "people": 1, "disposition": "RELEASE"}
    changed, problems = checking.patch(check_form, values, {"people": 2}, context())
    assert changed == {"values": {"people": 2}}
    assert not [problem for problem in problems if problem.severity == "error"]


def test_null_removes_and_an_error_keeps(check_form: Template) -> None:
    values = checking.check(check_form, DRUNK, context()).values
    assert checking.patch(check_form, values, {"document": None}, context())[0] == {"values": {"document": None}}
    changed, problems = checking.patch(check_form, values, {"plate": "豫"}, context())
    assert changed == {}
    assert problems


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_sample_of_every_kind_is_its_own_normal_form(seed: int) -> None:
    random = Random(seed)
    for template in (shipped("checkpoint-check"), shipped("checkpoint-count")):
        for field in template.fields:
            if field.kind in ("photos", ""):
                continue
            value = kind_of(field).sample(field, random, context())
            again, problems = kind_of(field).parse(field, value, context())
            assert again == value, (field.key, problems)
            assert isinstance(kind_of(field).text(field, value, context()), str)
            assert kind_of(field).masked(field, value) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**6) | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([ROW, "name", "text", "as_seen", "result", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(name for name in KINDS if name)), JSON)
def test_no_value_breaks_a_kind(kind: str, value: object) -> None:
    """Merged lines of other devices hold anything; showing them never fails, and parsing answers in words."""
    extra = {
        "choice": 'choices = "sexes"\n',
        "choices": 'choices = "sexes"\n',
        "table": 'columns = [{ key = "name", kind = "text", label = { zh = "名" } }]\n',
        "checklist": 'items = [{ key = "x", zh = "项" }]\n',
    }.get(kind, "")
    template = form(f'[[field]]\nkey = "a"\nkind = "{kind}"\nlabel = {{ zh = "甲" }}\n{extra}')
    field = template.field("a")
    assert isinstance(kind_of(field).text(field, value, context()), str)
    assert all(isinstance(line, str) for line in kind_of(field).lines(field, value, context()))
    assert all(isinstance(text, str) for text in kind_of(field).search(field, value, context()))
    kind_of(field).masked(field, value)
    checked = checking.check(template, {"a": value}, context())
    assert all(problem.text() for problem in checked.problems)
    again = checking.check(template, checked.values, context())
    assert again.values == checked.values


RESPONSE = """[[field]]
key = "alarmed"
kind = "datetime"
label = { zh = "接警", en = "Alarmed" }
[[field]]
key = "arrived"
kind = "datetime"
label = { zh = "到场", en = "Arrived" }
warn_if = { within = { field = "alarmed", minutes = { field = "least" } } }
[[field]]
key = "least"
kind = "number"
label = { zh = "分钟", en = "Minutes" }
default = 3
"""


@pytest.mark.parametrize(
    ("arrived", "least", "within"),
    [("10:03", 3, True), ("10:03:01", 3, False), ("10:00", 0, True), ("09:59", 3, False), ("10:04", 5, True), ("", 3, False)],
)
def test_a_moment_within_so_many_minutes_of_another(arrived: str, least: int, within: bool) -> None:
    given = {"alarmed": "2026-11-20T10:00", "arrived": f"2026-11-20T{arrived}" if arrived else None, "least": least}
    checked = checking.check(form(RESPONSE), given, context())
    assert ("arrived" in [problem.field for problem in checked.problems]) is within
    late = checking.check(form(RESPONSE.replace("within", "beyond")), given, context())
    beyond = bool(arrived) and not within and arrived != "09:59"
    assert ("arrived" in [problem.field for problem in late.problems]) is beyond
