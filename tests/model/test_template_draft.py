"""A form of the station's own, begun from another or from nothing."""

from __future__ import annotations

import pytest

from checkpoint_app import lists, paths
from checkpoint_app.model import template_draft, template_file

FORMS = sorted(file.stem for file in paths.resource("templates").glob("*.toml"))


@pytest.mark.parametrize("name", FORMS)
def test_a_copy_of_a_shipped_form_is_an_own_one_and_nothing_else_changed(name: str) -> None:
    source = paths.resource("templates", f"{name}.toml").read_text(encoding="utf-8")
    begun = template_draft.begin(source, "shabei", {name: 7})
    form, before = (template_file.parse(text.encode(), lists.choices()) for text in (begun, source))
    assert (form.id, form.version) == (f"shabei.{name}", 1)
    assert (form.fields, form.measures, form.print_columns) == (before.fields, before.measures, before.print_columns)
    differing = [line for line, old in zip(begun.splitlines(), source.splitlines(), strict=True) if line != old]
    assert all(line.startswith(("id", "version")) for line in differing)


def test_a_copy_of_an_own_form_is_its_next_version() -> None:
    begun = template_draft.begin(template_draft.EMPTY, "shabei", {})
    again = template_draft.begin(begun, "other", {"shabei.campaign": 3})
    form = template_file.parse(again.encode(), lists.choices())
    assert (form.id, form.version) == ("shabei.campaign", 4)


def test_the_smallest_form_has_no_mistake() -> None:
    begun = template_draft.begin(template_draft.EMPTY, "shabei", {})
    form = template_file.parse(begun.encode(), lists.choices())
    assert [field.key for field in form.fields] == ["place", "found", "note"]


@pytest.mark.parametrize(
    ("short", "wanted"), [("沙北", "shabei"), ("漯河", "luohe"), ("3所", "own"), ("", "own"), ("A-1 所", "a1suo")]
)
def test_the_prefix_is_the_short_name_in_letters(short: str, wanted: str) -> None:
    assert template_draft.prefix(short) == wanted
