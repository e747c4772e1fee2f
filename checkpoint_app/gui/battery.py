"""The charge of the laptop's battery, for the status bar. Linux: /sys/class/power_supply; Windows: GetSystemPowerStatus; none: nothing.

Never the battery of a mouse or a headset. Never raises: a machine that tells nothing has no battery to show.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

LOW_PERCENT = 20
PERIOD_MS = 30_000
_LINUX = Path("/sys/class/power_supply")
_UNKNOWN = 255


@dataclass(frozen=True, slots=True)
class Battery:
    """Charge in percent; `charging` also when full and plugged in."""

    percent: int
    charging: bool

    @property
    def low(self) -> bool:
        return self.percent <= LOW_PERCENT and not self.charging


def read(folder: Path = _LINUX) -> Battery | None:
    """The state of the moment, None without a battery."""
    if sys.platform == "win32":
        return _windows()
    return _linux(folder)


def _linux(folder: Path) -> Battery | None:
    """Several batteries count by what each can hold where the machine tells it, else alike."""
    holds: list[tuple[float, float]] = []
    charging = False
    for supply in sorted(folder.glob("*")):
        if _text(supply / "type") != "Battery" or _text(supply / "scope") == "Device":
            continue
        percent = _number(supply / "capacity")
        if percent is None:
            continue
        full = _number(supply / "energy_full") or _number(supply / "charge_full") or 1.0
        holds.append((min(percent, 100.0), full))
        charging = charging or _text(supply / "status") in ("Charging", "Full", "Not charging")
    if not holds:
        return None
    charge = sum(percent * full for percent, full in holds) / sum(full for _, full in holds)
    return Battery(round(charge), charging)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(file: Path) -> float | None:
    try:
        return float(_text(file))
    except ValueError:
        return None


def _windows() -> Battery | None:
    import ctypes

    class Status(ctypes.Structure):
        """SYSTEM_POWER_STATUS of winbase.h."""

        _fields_ = [
            ("ac_line", ctypes.c_ubyte),
            ("flags", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("system", ctypes.c_ubyte),
            ("seconds_left", ctypes.c_ulong),
            ("seconds_full", ctypes.c_ulong),
        ]

    status = Status()
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  exists on Windows only
    if not kernel.GetSystemPowerStatus(ctypes.byref(status)) or status.percent == _UNKNOWN:
        return None
    return Battery(status.percent, status.ac_line == 1)
