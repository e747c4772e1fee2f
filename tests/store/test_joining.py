"""A further laptop from the first one's unit file: same ids, same forms, nothing believed that is not signed."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from checkpoint_app.model.records import Shift
from checkpoint_app.store import errors, joining, officers, sites, templates, verify
from checkpoint_app.store.session import Store

from .conftest import CHEAP, PASSWORD, Clock


def test_a_joined_laptop_has_the_units_ids_and_forms(store: Store, shift: Shift, tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "unit.age"
    code = joining.write_unit_file(store, file)
    assert "王小明".encode() not in file.read_bytes()
    joined, recovery = joining.join(
        tmp_path / "second", file, code.upper(), number="101235", name="李强", password=PASSWORD, cost=CHEAP, clock=clock
    )
    with joined:
        assert joined.unit == store.unit
        assert officers.every(joined) == officers.every(store)
        assert sites.every(joined) == sites.every(store)
        assert [form.identity for form in templates.every(joined)] == [form.identity for form in templates.every(store)]
        assert joined.account.officer.number == "101235"
        assert joined.account.roles == frozenset()
        assert joined.device.kind == "field"
        assert joined.device.letter != store.device.letter
        assert len(recovery) == 39
        assert list(verify.verify(joined)) == []


def test_a_wrong_code_and_a_file_that_is_none_are_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "unit.age"
    code = joining.write_unit_file(store, file)
    with pytest.raises(errors.UnitFileUnreadable):
        joining.read_unit_file(file, "2222-2222-2222-2222")
    file.write_bytes(b"nonsense")
    with pytest.raises(errors.UnitFileUnreadable):
        joining.join(tmp_path / "second", file, code, number="101235", name="李强", password=PASSWORD, cost=CHEAP)
    assert not (tmp_path / "second").exists()


def test_lines_that_were_touched_are_refused(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "unit.age"
    head = {"format": 1, "unit": store.unit.id, "name": store.unit.name}
    lines = joining._shared_lines(store)
    assert len(joining._check(head, lines, file)) == len(lines)
    renamed = copy.deepcopy(lines)
    renamed[0]["open"][1] = renamed[0]["open"][1].replace("沙北", "沙南")
    resigned = copy.deepcopy(lines)
    resigned[-1]["signature"] = "00" * 64
    another_unit = [*lines[1:]]
    for touched in (renamed, resigned, another_unit, lines[:2], [*lines[:3], *lines[4:]], [{}, *lines]):
        with pytest.raises(errors.UnitFileUnreadable):
            joining._check(head, touched, file)
    with pytest.raises(errors.UnitFileUnreadable):
        joining._check({**head, "unit": "another"}, lines, file)
