"""Which sticks are plugged in: mounted file systems of removable devices, with their free space. Never raises; sees what there is.

Linux: /proc/self/mountinfo, and /sys/block/…/removable of the device behind it, or a place under /media or /run/media. Windows: the
drives that GetDriveType calls removable.
"""

from __future__ import annotations

import os
import re
import shutil
import string
import sys
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
BLOCKS = Path("/sys/class/block")
_MEDIA = ("/media/", "/run/media/", "/mnt/usb")
_OCTAL = re.compile(r"\\([0-7]{3})")
_REMOVABLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick:
    """A place to write to. Sizes in bytes."""

    path: Path
    label: str
    free: int
    total: int
    read_only: bool


def sticks(mounts: Path = MOUNTS, blocks: Path = BLOCKS) -> list[Stick]:
    """The sticks of the moment, by their label."""
    found = _windows() if sys.platform == "win32" else _linux(mounts, blocks)
    return sorted(found, key=lambda stick: (stick.label, str(stick.path)))


def _linux(mounts: Path, blocks: Path) -> list[Stick]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    found: dict[Path, Stick] = {}
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, device = before.split(), after.split()
        if len(fields) < 6 or len(device) < 2:
            continue
        place = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        if _is_removable(device[1], blocks) or str(place).startswith(_MEDIA):
            stick = _stick(place, read_only="ro" in fields[5].split(","))
            if stick is not None:
                found[place] = stick  # of several mounts on one folder, the last one is seen
    return list(found.values())


def _is_removable(device: str, blocks: Path) -> bool:
    """The device itself, or the disk that the partition is on, says so."""
    name = device.rpartition("/")[2]
    if not device.startswith("/dev/") or not (blocks / name).exists():
        return False
    own = (blocks / name).resolve()
    return any(_reads_one(folder / "removable") for folder in (own, own.parent))


def _reads_one(file: Path) -> bool:
    try:
        return file.read_text(encoding="ascii").strip() == "1"
    except (OSError, ValueError):
        return False


def _stick(place: Path, *, read_only: bool) -> Stick | None:
    try:
        usage = shutil.disk_usage(place)
    except OSError:
        return None
    writable = not read_only and os.access(place, os.W_OK)
    return Stick(path=place, label=place.name or str(place), free=usage.free, total=usage.total, read_only=not writable)


def _windows() -> list[Stick]:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  exists on Windows only
    found = []
    for letter in string.ascii_uppercase:
        root = f"{letter}:\\"
        if kernel.GetDriveTypeW(root) == _REMOVABLE:
            stick = _stick(Path(root), read_only=False)
            found += [stick] if stick is not None else []
    return found
