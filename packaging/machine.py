"""What the machine must have before anything can be installed: a Python, a C library, the shared libraries that Qt loads.

Standard library only, and readable by Python 3.8. As root on Debian or Ubuntu it installs system packages; else it says which
line to run. The Debian installer takes its dependencies from the same tables.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)  # the newest one that every pinned package has a wheel for
OLDEST_GLIBC = (2, 34)  # what the Qt wheels are built against: Debian 12, Ubuntu 22.04

# Shared library → Debian package, from the NEEDED entries of the Qt 6.11 libraries and platform plugins.
FOR_QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}
FOR_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FOR_WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}
FOR_PRINTERS = {"libcups.so.2": "libcups2"}  # without it the window finds no printer; PDFs are made all the same
# What makes a venv is part of Python everywhere but on Debian.
FOR_VENV = {"ensurepip": "python{}.{}-venv".format(*sys.version_info)}
PACKAGES = {**FOR_QT, **FOR_X11, **FOR_WAYLAND, **FOR_PRINTERS, **FOR_VENV}


class CannotSetUpError(Exception):
    """The environment's part: a sentence that says what is wrong and what to do. Ends the command without a traceback."""


def speaks_chinese() -> bool:
    """Whether the desktop speaks Chinese: nothing is installed yet, so the program's own setting cannot be asked."""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04)
    named = [os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)]
    return bool(named) and named[0].lower().startswith("zh")


def either(english: str, chinese: str) -> str:
    """The text in the language of the desktop."""
    return chinese if speaks_chinese() else english


def say(english: str, chinese: str) -> None:
    """Tells what is going on, on stderr: stdout belongs to the program that is started."""
    sys.stderr.write(either(english, chinese) + "\n")
    sys.stderr.flush()


def has_display() -> bool:
    """Whether a window can be shown."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def python_is_new_enough() -> bool:
    """Whether this Python can run the program."""
    return sys.version_info[:2] >= OLDEST_PYTHON


def newer_python() -> str | None:
    """Another Python of this machine that can run the program, the newest first."""
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        # A version switcher leaves stubs of that name that do not start.
        if found and subprocess.run([found, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return found
    return None


def check_c_library() -> None:
    """Raises when the Linux is older than the Qt wheels. One without glibc is left to pip, which finds no wheel."""
    name, version = platform.libc_ver() if sys.platform.startswith("linux") else ("", "")
    if name == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        raise CannotSetUpError(
            either(
                f"This Linux is too old for the window (glibc {version}). Use Debian 12, Ubuntu 22.04 or newer.",
                f"本机系统太旧，无法显示窗口（glibc {version}）。请换用 Debian 12、Ubuntu 22.04 或更新的系统。",
            )
        )


def lacking(libraries: dict[str, str]) -> list[str]:
    """Those of the shared libraries that the system does not find."""
    missing = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def survey(*, window: bool, setting_up: bool) -> tuple[list[str], list[str]]:
    """What is missing: without what the start fails, and that with all a window may want later.

    Of two display systems one is enough. Only a set-up looks beyond what this start needs.
    """
    needed = lacking(FOR_QT)
    if window:
        displays = {"WAYLAND_DISPLAY": FOR_WAYLAND, "DISPLAY": FOR_X11}
        missing = [lacking(libraries) for name, libraries in displays.items() if os.environ.get(name)]
        fewest: list[str] = min(missing, key=len)
        needed += fewest
    importlib.invalidate_caches()
    if setting_up and importlib.util.find_spec("ensurepip") is None:
        needed += FOR_VENV
    later = lacking({**FOR_X11, **FOR_WAYLAND, **FOR_PRINTERS}) if setting_up else []
    return needed, needed + [library for library in later if library not in needed]


def provide(run: Callable[[list[str]], object], *, window: bool, setting_up: bool) -> None:
    """Sees that the system libraries are there; `run` runs a command. Raises when what is needed stays missing."""
    if not sys.platform.startswith("linux"):
        return
    needed, wanted = survey(window=window, setting_up=setting_up)
    tried = ("", "")
    if wanted and Path("/etc/debian_version").exists() and os.geteuid() == 0:
        packages = sorted(PACKAGES[library] for library in wanted)
        say("Installing with apt: " + " ".join(packages), "正在用 apt 安装：" + " ".join(packages))
        run(["apt-get", "update"])
        run(["apt-get", "install", "-y", "--no-install-recommends", *packages])
        tried = (", and apt did not get it (no network?)", "，apt 未能安装（网络不通？）")
        needed, wanted = survey(window=window, setting_up=setting_up)
    if needed:
        raise CannotSetUpError(
            either(
                f"This system lacks {', '.join(needed)}{tried[0]}. Install with: {install_line(needed)}",
                f"本机缺少 {'、'.join(needed)}{tried[1]}。请安装：{install_line(needed)}",
            )
        )
    if wanted:
        say(
            f"To show the window and print, also install: {install_line(wanted)}",
            f"显示窗口和打印还要安装：{install_line(wanted)}",
        )


def provide_browser(run: Callable[[list[str]], object]) -> None:
    """For the tests of the servers' pages: Debian's Chromium, where it may be installed. Elsewhere those tests are skipped and say why.

    Tried once a start, without waiting long for a network that is not there; the suite runs either way.
    """
    if not sys.platform.startswith("linux") or shutil.which("chromium") or not Path("/etc/debian_version").exists():
        return
    if os.geteuid() != 0:
        say("For the tests of web pages: sudo apt-get install chromium", "网页测试需要：sudo apt-get install chromium")
        return
    say("Installing with apt: chromium", "正在用 apt 安装：chromium")
    patience = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15"]
    run(["apt-get", "update", *patience])
    run(["apt-get", "install", "-y", "--no-install-recommends", *patience, "chromium"])


def install_line(libraries: list[str]) -> str:
    """What to type on this system; where packages have other names than Debian's, the libraries to look for."""
    if Path("/etc/debian_version").exists():
        return "sudo apt-get install " + " ".join(sorted(PACKAGES[library] for library in libraries))
    return ", ".join(libraries)
