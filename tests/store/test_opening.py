"""Making and opening a store: trust, locks, damage, newer formats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checkpoint_app.store import accounts, errors, identity, opening, registers, templates, verify
from checkpoint_app.store.session import DATABASE, Store

from .conftest import CHEAP, PASSWORD, Clock


def reopen(store: Store, clock: Clock, password: str = PASSWORD, number: str = "101234") -> Store:
    store.close()
    return opening.open_store(store.folder, officer=number, password=password, wait_s=0, clock=clock)


def test_a_new_unit_has_its_officer_forms_and_a_certificate_from_its_root(store: Store) -> None:
    assert store.unit.name == "沙北派出所"
    assert store.unit.short == "沙北"
    assert store.account.officer.name == "王小明"
    assert store.account.roles == {"leader", "clerk", "admin"}
    assert store.device.kind == "station"
    assert {"checkpoint-check", "checkpoint-count"} <= {template.id for template in templates.every(store)}
    unit = registers.body(store.db, "unit", store.unit.id)
    certificate = identity.read_certificate(registers.body(store.db, "certificate", store.keys.id) or {})
    assert unit is not None
    assert certificate is not None
    assert store.keys.id in identity.trusted([certificate], store.unit.id, bytes.fromhex(unit["root"]))
    assert list(verify.verify(store)) == []


def test_a_store_opens_again_as_it_was(store: Store, clock: Clock) -> None:
    again = reopen(store, clock)
    try:
        assert (again.unit, again.device, again.account, again.lamport) == (
            store.unit,
            store.device,
            store.account,
            store.lamport,
        )
    finally:
        again.close()


def test_the_recovery_key_opens_and_sets_a_new_password(tmp_path: Path, clock: Clock) -> None:
    made, recovery = opening.create(
        tmp_path / "s",
        unit_name="甲所",
        officer_number="101234",
        officer_name="王小明",
        password=PASSWORD,
        cost=CHEAP,
        clock=clock,
    )
    made.close()
    with opening.open_with_recovery(tmp_path / "s", recovery, officer="101234") as again:
        accounts.reset_after_recovery(again, "a new password")
    opening.open_store(tmp_path / "s", officer="101234", password="a new password").close()


def test_a_second_opening_is_told_at_once(store: Store) -> None:
    with pytest.raises(errors.StoreInUse):
        opening.open_store(store.folder, officer="101234", password=PASSWORD, wait_s=0)


def test_another_process_is_told_too_and_a_kill_frees_the_lock(store: Store, clock: Clock) -> None:
    script = (
        "import sys; from pathlib import Path; from checkpoint_app.store import locking\n"
        "held = locking.hold(Path(sys.argv[1]), 0); print('held', flush=True); sys.stdin.read()"
    )
    store.close()
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(store.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    with pytest.raises(errors.StoreInUse):
        opening.open_store(store.folder, officer="101234", password=PASSWORD, wait_s=0)
    child.kill()
    child.communicate()
    opening.open_store(store.folder, officer="101234", password=PASSWORD, wait_s=5, clock=clock).close()


def test_a_folder_in_use_and_an_existing_store_are_not_touched(store: Store, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("mine")
    for folder, kind in ((store.folder, errors.StoreExists), (full, errors.FolderNotEmpty)):
        with pytest.raises(kind):
            opening.create(folder, unit_name="x", officer_number="101234", officer_name="y", password=PASSWORD, cost=CHEAP)
    assert (full / "letter.txt").read_text() == "mine"


def test_what_is_refused_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(errors.Refused):
        opening.create(tmp_path / "s", unit_name="x", officer_number="", officer_name="y", password=PASSWORD, cost=CHEAP)
    with pytest.raises(errors.WeakPassword):
        opening.create(tmp_path / "s", unit_name="x", officer_number="101234", officer_name="y", password="short", cost=CHEAP)
    assert not (tmp_path / "s").exists()


def test_no_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.NoStore):
        opening.open_store(tmp_path / "nothing", officer="101234", password=PASSWORD)


def test_a_newer_store_is_refused_before_anything_is_read(store: Store, clock: Clock) -> None:
    store.db.execute("PRAGMA user_version=99")
    with pytest.raises(errors.NewerStore):
        reopen(store, clock)


@pytest.mark.parametrize("at", [0, 100, 4096 * 2 + 50])
def test_a_damaged_database_is_named(store: Store, clock: Clock, at: int) -> None:
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    file = store.folder / DATABASE
    data = bytearray(file.read_bytes())
    data[at : at + 16] = bytes(16)
    file.write_bytes(data)
    try:
        opened = opening.open_store(store.folder, officer="101234", password=PASSWORD, clock=clock)
    except errors.StoreDamaged:
        return
    with opened, pytest.raises(errors.StoreDamaged):  # the damaged page was not needed for opening
        list(verify.verify(opened))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere; see the command-line tests")
def test_a_read_only_folder_is_named(store: Store, clock: Clock) -> None:
    store.close()
    store.folder.chmod(0o500)
    with pytest.raises(errors.DiskReadOnly):
        opening.open_store(store.folder, officer="101234", password=PASSWORD, clock=clock)


def test_nothing_typed_stands_in_any_file(store: Store) -> None:
    store.db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    for file in store.folder.iterdir():
        data = file.read_bytes()
        for canary in ("沙北", "王小明", "101234", "黄河路", "FJ1001"):
            assert canary.encode() not in data
            assert canary.encode("utf-16-le") not in data


def test_rekey_leaves_only_the_new_key(tmp_path: Path, clock: Clock) -> None:
    made, recovery = opening.create(
        tmp_path / "s",
        unit_name="甲所",
        officer_number="101234",
        officer_name="王小明",
        password=PASSWORD,
        cost=CHEAP,
        clock=clock,
    )
    old = made.key
    accounts.rekey(made, PASSWORD, recovery)
    assert made.key != old
    assert list(verify.verify(made)) == []
    made.close()
    opening.open_store(tmp_path / "s", officer="101234", password=PASSWORD, clock=clock).close()
    opening.open_with_recovery(tmp_path / "s", recovery, officer="101234", clock=clock).close()


def test_a_rekey_cut_short_opens_with_old_or_new(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    made, recovery = opening.create(
        tmp_path / "s",
        unit_name="甲所",
        officer_number="101234",
        officer_name="王小明",
        password=PASSWORD,
        cost=CHEAP,
        clock=clock,
    )

    def power_cut(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "finish_rekey", power_cut)
    with pytest.raises(KeyboardInterrupt):
        accounts.rekey(made, PASSWORD, recovery)
    monkeypatch.undo()
    made.lock.close()  # type: ignore[union-attr]  # as a killed process would
    again = opening.open_store(tmp_path / "s", officer="101234", password=PASSWORD, clock=clock)
    assert list(verify.verify(again)) == []
    again.close()
