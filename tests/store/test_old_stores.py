"""Stores that released programs made: kept as they were, opened by this program, brought up to date, complete.

`tests/data/golden/store-1` was written by the first program (format 1): a unit, an officer and an auxiliary, a checkpoint shift with three
entries, one corrected, one void. Its officer is 101234, its password `golden-store-1`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checkpoint_app.store import entries_list, opening, schema, shifts, tally, templates, verify
from checkpoint_app.store.session import Store

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
CHECK, OFFICER, DAY = "checkpoint-check", "101234", "2026-11-20"


@pytest.fixture
def old(tmp_path: Path) -> Store:
    folder = tmp_path / "store"
    shutil.copytree(GOLDEN / "store-1", folder)
    return opening.open_store(folder, officer=OFFICER, password="golden-store-1")


def test_a_store_of_the_first_format_opens_whole(old: Store) -> None:
    with old:
        assert old.row("PRAGMA user_version") == (schema.FORMAT,)
        assert list(verify.verify(old)) == []
        found = list(entries_list.every(old, entries_list.EntryFilter(void=True)))
        assert [(entry.values["plate"], entry.state.value) for entry in found] == [
            ("豫LD12345", "final"),
            ("豫L54321", "final"),
            ("豫L12345", "void"),
        ]
        assert found[0].values["people"] == 3
        assert (tally.total(old, "vehicles", DAY, DAY), tally.total(old, "people", DAY, DAY)) == (2, 4)
        assert [shift.duty for shift in shifts.every(old)] == ["checkpoint"]


def test_it_learns_the_new_forms_and_keeps_the_file_as_it_was(old: Store) -> None:
    with old:
        shipped = {templates.need(old, template.id).identity for template in templates.every(old)}
        assert len(shipped) >= len(templates.shipped())
        kept = old.folder / f"store.db.before-{schema.FORMAT}"
        assert kept.read_bytes() == (GOLDEN / "store-1" / "store.db").read_bytes()
