"""Which sticks are plugged in, from what Linux says."""

from __future__ import annotations

from pathlib import Path

from checkpoint_app.export import removable


def test_a_stick_is_seen_by_its_device_and_a_disk_is_not(tmp_path: Path) -> None:
    place = tmp_path / "USB STICK"
    place.mkdir()
    blocks = tmp_path / "block"
    for name, flag in (("sdb1", "1"), ("sda1", "0")):
        (blocks / name).mkdir(parents=True)
        (blocks / name / "removable").write_text(flag)
    escaped = str(place).replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"36 35 8:17 / {escaped} rw,nosuid shared:1 - vfat /dev/sdb1 rw\n"
        f"37 35 8:1 / {tmp_path} rw shared:1 - ext4 /dev/sda1 rw\n"
        "broken line\n"
    )
    (stick,) = removable.sticks(mounts, blocks)
    assert (stick.path, stick.label, stick.read_only) == (place, "USB STICK", False)
    assert 0 < stick.free <= stick.total


def test_a_locked_stick_is_marked(tmp_path: Path) -> None:
    (tmp_path / "block" / "sdb1").mkdir(parents=True)
    (tmp_path / "block" / "sdb1" / "removable").write_text("1")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 35 8:17 / {tmp_path} ro,nosuid - vfat /dev/sdb1 ro\n")
    assert [stick.read_only for stick in removable.sticks(mounts, tmp_path / "block")] == [True]


def test_a_machine_that_tells_nothing_has_no_sticks(tmp_path: Path) -> None:
    assert removable.sticks(tmp_path / "nothing", tmp_path) == []
