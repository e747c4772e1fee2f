"""Backups: whole or not at all, told apart from anything else, and a restored store never writes in an old chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checkpoint_app.errors import UserError
from checkpoint_app.model.records import Shift
from checkpoint_app.store import backup, entries, entries_list, errors, opening, verify
from checkpoint_app.store.backup import BackupUnreadable
from checkpoint_app.store.session import Store
from tests.store.conftest import PASSWORD


@pytest.fixture
def file(store: Store, shift: Shift, tmp_path: Path) -> Path:
    entries.record(store, "checkpoint-check", {"plate": "豫L12345"})
    (tmp_path / "disk").mkdir()
    return backup.backup(store, tmp_path / "disk")


def restored(file: Path, folder: Path, password: str = PASSWORD) -> Store:
    return backup.restore(file, folder, officer="101234", password=password)


def test_a_restored_store_is_whole_and_begins_a_new_epoch(store: Store, shift: Shift, file: Path, tmp_path: Path) -> None:
    with restored(file, tmp_path / "new") as again:
        assert list(verify.verify(again)) == []
        assert [entry.values["plate"] for entry in entries_list.every(again, entries_list.EntryFilter())] == ["豫L12345"]
        assert again.epoch != store.epoch
        entries.record(again, "checkpoint-check", {"plate": "豫L54321"}, shift=shift.id)
        entries.record(store, "checkpoint-check", {"plate": "豫L99999"}, shift=shift.id)
        keys = "SELECT device, epoch, scope, chain.seq, hex(hash) FROM chain WHERE epoch=? AND scope='up'"
        assert again.rows(keys, (again.epoch,)) != store.rows(keys, (store.epoch,))
        assert again.row("SELECT seq FROM chain WHERE epoch=? AND scope='up'", (store.epoch,)) == (2,)
        assert list(verify.verify(again)) == []
    with opening.open_store(tmp_path / "new", officer="101234", password=PASSWORD) as later:
        assert later.epoch == again.epoch


def test_the_copy_leaves_nothing_behind(store: Store, file: Path) -> None:
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert not (store.folder / backup.COPY).exists()
    assert backup.backup(store, file.parent).name != file.name


def test_a_wrong_password_leaves_nothing(file: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.WrongPassword):
        restored(file, tmp_path / "new", "something else")
    assert not (tmp_path / "new").exists()


def test_no_store_is_written_over(store: Store, file: Path) -> None:
    with pytest.raises(errors.StoreExists):
        restored(file, store.folder)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data + b"\0",
        lambda data: data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:],
        lambda data: data.replace(b"backup 1\n", b"backup 2\n", 1),
        lambda data: b"PK" + data,
        lambda data: data.replace(b'"keys": [', b'"keys": [9', 1),
    ],
)
def test_what_is_no_whole_backup_is_refused(file: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BackupUnreadable):
        restored(file, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_medium_that_gives_back_something_else_is_noticed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_hash", lambda _file: "0" * 64)
    with pytest.raises(UserError, match="损坏"):
        backup.backup(store, tmp_path)
    assert not list(tmp_path.glob("checkpoint-backup*"))
