"""keys.json: wraps, back-off, damage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkpoint_app.store import errors, keys

KEY = bytes(range(32))
CHEAP = keys.Cost(time=1, memory_kib=8, lanes=1)


@pytest.fixture
def recovery() -> str:
    return keys.new_recovery_key()


@pytest.fixture
def key_file(tmp_path: Path, recovery: str) -> keys.KeyFile:
    made = keys.KeyFile.create(tmp_path, KEY, recovery)
    made.set_password("101234", "right one", KEY, CHEAP)
    made.save()
    return made


def test_the_right_password_gives_the_key(key_file: keys.KeyFile, tmp_path: Path) -> None:
    assert keys.KeyFile.read(tmp_path).unlock("101234", "right one") == KEY


def test_wrong_password_and_unknown_officer_are_the_same_answer(key_file: keys.KeyFile) -> None:
    for number, password in (("101234", "wrong one"), ("999999", "right one")):
        with pytest.raises(errors.WrongPassword):
            key_file.unlock(number, password)


def test_wrong_passwords_back_off_and_a_right_one_forgets_them(key_file: keys.KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(keys.time, "time", lambda: now[0])
    for _ in range(3):
        with pytest.raises(errors.WrongPassword):
            key_file.unlock("101234", "wrong one")
    with pytest.raises(errors.PasswordWait):
        key_file.unlock("101234", "right one")
    now[0] += 1.1
    assert key_file.unlock("101234", "right one") == KEY
    with pytest.raises(errors.WrongPassword):
        key_file.unlock("101234", "wrong one")
    assert key_file.unlock("101234", "right one") == KEY


def test_a_clock_set_back_locks_nobody_out(key_file: keys.KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(keys.time, "time", lambda: now[0])
    for _ in range(4):
        now[0] += 400
        with pytest.raises(errors.WrongPassword):
            key_file.unlock("101234", "wrong one")
    now[0] = 5.0
    assert key_file.unlock("101234", "right one") == KEY


def test_the_recovery_key_opens_however_it_is_typed(key_file: keys.KeyFile, recovery: str) -> None:
    assert key_file.recover(recovery) == KEY
    assert key_file.recover(recovery.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == KEY
    with pytest.raises(errors.WrongRecoveryKey):
        key_file.recover(keys.new_recovery_key())
    with pytest.raises(errors.WrongRecoveryKey):
        key_file.recover("too short")


def test_the_file_names_nobody(key_file: keys.KeyFile, tmp_path: Path) -> None:
    assert "101234" not in (tmp_path / keys.FILE).read_text()


def test_a_torn_file_is_answered_from_the_one_before(key_file: keys.KeyFile, tmp_path: Path) -> None:
    key_file.set_password("101235", "another one", KEY, CHEAP)
    key_file.save()
    whole = (tmp_path / keys.FILE).read_bytes()
    for length in range(0, len(whole) - 1, 97):
        (tmp_path / keys.FILE).write_bytes(whole[:length])
        assert keys.KeyFile.read(tmp_path).unlock("101234", "right one") == KEY


def test_both_files_torn_is_a_named_error(key_file: keys.KeyFile, tmp_path: Path) -> None:
    key_file.save()
    for name in (keys.FILE, keys.PREVIOUS):
        (tmp_path / name).write_bytes(b'{"format": 1')
    with pytest.raises(errors.KeysDamaged):
        keys.KeyFile.read(tmp_path)


def test_missing_and_newer_files_are_named(key_file: keys.KeyFile, tmp_path: Path) -> None:
    content = json.loads((tmp_path / keys.FILE).read_text()) | {"format": 2}
    (tmp_path / keys.FILE).write_text(json.dumps(content))
    with pytest.raises(errors.NewerStore):
        keys.KeyFile.read(tmp_path)
    (tmp_path / keys.FILE).unlink()
    with pytest.raises(errors.NoKeys):
        keys.KeyFile.read(tmp_path)


def test_short_passwords_are_refused(key_file: keys.KeyFile) -> None:
    with pytest.raises(errors.WeakPassword):
        key_file.set_password("101234", "12345", KEY, CHEAP)
