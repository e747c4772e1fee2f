"""A form's file: identity, every mistake with its line, and reading what a newer program wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import lists, paths
from checkpoint_app.model import checking, display, measures, template_file
from checkpoint_app.model.template_faults import TemplateFault
from tests.model.forms import HEAD, TAIL, context, form

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "templates.json"
TEXT = '[[field]]\nkey = "a"\nkind = "text"\nlabel = { zh = "甲", en = "A" }\n'


def faults(source: str | bytes) -> list[tuple[int, str]]:
    data = source.encode() if isinstance(source, str) else source
    with pytest.raises(TemplateFault) as caught:
        template_file.parse(data, lists.choices())
    return [(fault.line, fault.code) for fault in caught.value.faults]


def read(source: bytes, *, strict: bool) -> list[tuple[int, str]]:
    """What is said of a file that may be anything; a form that can be read says nothing."""
    try:
        template_file.parse(source, lists.choices(), strict=strict)
    except TemplateFault as refusal:
        return [(fault.line, fault.text()) for fault in refusal.faults]
    return []


def test_the_identities_of_shipped_forms_never_change() -> None:
    """Those of today, and the versions before them, which entries were written with (`golden/forms`)."""
    golden = json.loads(GOLDEN.read_text())
    found = {}
    former = GOLDEN.parent / "forms"
    for file in sorted((*paths.resource("templates").glob("*.toml"), *former.glob("*.toml"))):
        template = template_file.parse(file.read_bytes(), lists.choices())
        found[f"{template.id} {template.version}"] = template.identity
    assert found.items() <= golden.items()  # a changed form is a new version; entries of the old one stay readable
    assert {name.split()[0] for name in golden} == {name.split()[0] for name in found}


def test_identity_is_of_the_text_and_not_of_the_editor() -> None:
    source = (HEAD + TEXT + TAIL).encode()
    windows = b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n")
    assert template_file.identity(windows) == template_file.identity(source)
    assert template_file.normal_source(windows) == source
    assert template_file.parse(windows, lists.choices()).identity == template_file.identity(source)


def test_every_mistake_is_named_with_its_line() -> None:
    source = HEAD + TEXT + 'colour = "red"\n\n[[field]]\nkey = "a"\nkind = "texte"\nlabel = { zh = "乙" }\n' + TAIL
    assert faults(source) == [(9, "TEMPLATE_KEY_UNKNOWN"), (12, "TEMPLATE_TWICE"), (13, "TEMPLATE_KIND_UNKNOWN")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"\xff\xfe", (1, "TEMPLATE_ENCODING")),
        (b'id = "a"\nid = "b"\n', (2, "TEMPLATE_SYNTAX")),
        (b"x" * 300_000, (0, "TEMPLATE_SIZE")),
        ("[" * 5_000, (1, "TEMPLATE_SYNTAX")),
        (HEAD + TEXT + 'choices = "vehicle_types"\n' + TAIL, (9, "TEMPLATE_KEY_UNFIT")),
        (HEAD + TEXT.replace('"text"', '"choice"') + 'choices = "nowhere"\n' + TAIL, (9, "TEMPLATE_LIST_UNKNOWN")),
        (HEAD + TEXT + 'shown_if = { field = "b", eq = 1 }\n' + TAIL, (9, "TEMPLATE_FIELD_UNKNOWN")),
        (HEAD + TEXT + 'shown_if = { field = "a" }\n' + TAIL, (9, "TEMPLATE_COMPARISON")),
        (HEAD + TEXT + 'shown_if = { field = "a", gt = 1 }\n' + TAIL, (9, "TEMPLATE_UNFIT")),
        (HEAD + TEXT + TAIL.replace('["at"]', '["nothing"]', 1), (11, "TEMPLATE_FIELD_UNKNOWN")),
        (HEAD + TEXT + TAIL + '[[measure]]\nname = "n.{b}"\n', (15, "TEMPLATE_FIELD_UNKNOWN")),
        (HEAD + TEXT.replace('"a"', '"state"') + TAIL, (6, "TEMPLATE_NAME")),
        (HEAD.replace("version = 1", "version = 0") + TEXT + TAIL, (2, "TEMPLATE_RANGE")),
    ],
)
def test_mistakes(source: str | bytes, expected: tuple[int, str]) -> None:
    assert expected in faults(source)


def test_values_that_depend_on_themselves_are_refused() -> None:
    one = '[[field]]\nkey = "a"\nkind = "count"\nlabel = { zh = "甲" }\ndefault_from = "b"\n'
    two = '[[field]]\nkey = "b"\nkind = "count"\nlabel = { zh = "乙" }\ndefault_from = "a"\n'
    assert "TEMPLATE_CYCLE" in {code for _, code in faults(HEAD + one + two + TAIL)}


def test_a_form_of_a_newer_program_is_shown_and_not_filled_in() -> None:
    newer = HEAD + TEXT.replace('"text"', '"hologram"') + "depth = 3\n" + TAIL
    template = template_file.parse(newer.encode(), lists.choices(), strict=False)
    assert display.rows(template, {"a": {"x": 1}}, context()) == [("甲", '{"x": 1}')]
    checked = checking.check(template, {"a": "1"}, context())
    assert [problem.code for problem in checked.problems] == ["FIELD_NEWER"]
    assert measures.count(template, {"a": {"x": 1}}) == {}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(source: str) -> None:
    assert all(line >= 0 for line, _ in read(source.encode("utf-8", "surrogatepass"), strict=True))


@given(st.integers(0, 8_000), st.binary(max_size=12))
def test_no_damage_to_a_form_breaks_the_reader(at: int, put: bytes) -> None:
    source = paths.resource("templates", "checkpoint-check.toml").read_bytes()
    damaged = source[:at] + put + source[at + len(put) :]
    for strict in (True, False):
        assert all(line >= 0 and sentence for line, sentence in read(damaged, strict=strict))


def test_the_example_of_the_design_can_be_read() -> None:
    template = form(
        '[[field]]\nkey = "mode"\nkind = "choice"\nlabel = { zh = "方式", en = "Mode" }\n'
        'choices = [{ code = "CAR", zh = "车巡", en = "By car", key = "1" }, { code = "FOOT", zh = "步巡", en = "On foot", key = "2" }]\n'
        'default = "CAR"\n[[field]]\nkey = "helpers"\nkind = "table"\nlabel = { zh = "群防群治力量", en = "Helpers" }\n'
        'shown_if = { field = "mode", in = ["FOOT"] }\n'
        'columns = [{ key = "kind", kind = "choice", choices = "helper_kinds", label = { zh = "类别", en = "Kind" } },\n'
        '           { key = "count", kind = "count", label = { zh = "人数", en = "Number" } }]\n'
        '[[measure]]\nname = "patrols"\n[[measure]]\nname = "community"\nadd = "helpers.count"\n'
    )
    helpers = [{"kind": "网格员", "count": 2}, {"kind": "CITY", "count": 3}]
    checked = checking.check(template, {"mode": "步巡", "helpers": helpers}, context())
    assert checked.problems == []
    assert measures.count(template, checked.values) == {"patrols": 1, "community": 5}
    closed = checking.check(template, {"helpers": helpers}, context())
    assert [(problem.field, problem.code) for problem in closed.problems] == [("helpers", "FIELD_CLOSED")]


PLACE = '[[field]]\nkey = "place"\nkind = "site"\nlabel = { zh = "地点", en = "Place" }\n'
ROWS = """[[field]]
key = "rows"
kind = "table"
label = { zh = "器材", en = "Equipment" }
columns = [{ key = "who", kind = "officer", label = { zh = "人", en = "Who" } },
           { key = "kind", kind = "text", label = { zh = "类别", en = "Kind" }, copied_from = "who.kind" }]
"""


def test_a_form_says_where_it_belongs() -> None:
    template = template_file.parse(('site = "place"\n' + HEAD + PLACE + TAIL).encode(), lists.choices())
    assert (template.site, template.hazards, template.rechecks) == ("place", None, None)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ('site = "a"', "TEMPLATE_NAME"),
        ('site = "b"', "TEMPLATE_FIELD_UNKNOWN"),
        ('hazards = "place"', "TEMPLATE_NAME"),
        ('rechecks = "rows"', "TEMPLATE_NAME"),
    ],
)
def test_what_a_form_names_must_be_fit_for_it(key: str, expected: str) -> None:
    assert (1, expected) in faults(f"{key}\n{HEAD}{TEXT}{PLACE}{ROWS}{TAIL}")


@pytest.mark.parametrize(("source", "expected"), [("nobody.kind", "TEMPLATE_FIELD_UNKNOWN"), ("who.Kind!", "TEMPLATE_NAME")])
def test_what_is_copied_must_come_from_a_register(source: str, expected: str) -> None:
    assert expected in [code for _, code in faults(HEAD + ROWS.replace("who.kind", source) + TAIL)]


def test_what_the_register_says_is_stored_unless_something_is_given() -> None:
    template = template_file.parse((HEAD + ROWS + TAIL).encode(), lists.choices())
    rows = [{"who": "101234"}, {"who": "101234", "kind": "GUARD"}, {"kind": "AUX"}]
    checked = checking.check(template, {"rows": rows}, context())
    assert [row.get("kind") for row in checked.values["rows"]] == ["OFFICER", "GUARD", "AUX"]
    first = checked.values["rows"][0]["_row"]
    patch, _ = checking.patch(template, checked.values, {"rows": [{"_row": first, "who": "FJ1001"}]}, context())
    assert patch["rows"]["rows"][first] == {"who": "o2", "kind": None}


POINTS = (
    '[[field]]\nkey = "nature"\nkind = "text"\nlabel = { zh = "性质" }\n'
    '[[field]]\nkey = "points"\nkind = "checklist"\nlabel = { zh = "内容" }\nitems = [\n'
    '{ key = "a", section = { zh = "管理" }, zh = "制度", options = "fire_have", asked = true },\n'
    '{ key = "b", zh = "公约", options = "fire_no", shown_if = { field = "nature", eq = "村" } } ]\n'
)


def test_points_have_sections_answers_of_their_own_and_conditions() -> None:
    template = form(POINTS)
    first, second = template.field("points").items
    assert (first.section, first.asked, first.good) == ({"zh": "管理"}, True, "YES")
    assert not first.shown_if
    assert second.shown_if
    assert [second.is_odd(code) for code in ("NO", "YES", "NOT_APPLICABLE", None)] == [False, True, False, True]
    values = checking.check(template, {"points": {"a": "有", "b": "是"}}, context()).values
    assert display.rows(template, values, context()) == [("内容", "制度 有\n公约 是")]
    assert [(line, code) for line, code in faults(HEAD + POINTS.replace('"村"', "{ field = 3 }") + TAIL)] != []


TODO = '[[field]]\nkey = "text"\nkind = "text"\nlabel = { zh = "事项", en = "What" }\n'
DATE = '[[field]]\nkey = "until"\nkind = "date"\nlabel = { zh = "期限", en = "Until" }\n'


def test_a_text_may_have_to_be_done_by_a_date() -> None:
    template = template_file.parse((HEAD + TODO + 'todo_by = "until"\n' + DATE + TAIL).encode(), lists.choices())
    assert [(one.key, one.todo_by) for one in template.todos] == [("text", "until")]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('todo_by = "never"\n', "TEMPLATE_FIELD_UNKNOWN"),
        ('todo_by = "text"\n', "TEMPLATE_NAME"),
        ('personal = true\ntodo_by = "until"\n', "TEMPLATE_BOTH"),
    ],
)
def test_a_to_do_without_a_date_or_of_a_person_is_named(keys: str, expected: str) -> None:
    assert [code for _, code in faults(HEAD + TODO + keys + DATE + TAIL)] == [expected]
