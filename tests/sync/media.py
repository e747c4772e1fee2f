"""Small real file systems for tests: a stick that becomes full, one that is locked. Where nobody may mount, a test says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _run(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode == 0


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes at this folder. Skips the test where it cannot be had."""
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("file systems are mounted on Linux only")
    folder.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)):
        pytest.skip("this user may not mount a file system")
    try:
        yield folder
    finally:
        assert _run("umount", "-l", str(folder))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The switch on the stick is on read-only."""
    assert _run("mount", "-o", "remount,ro", str(folder))
    try:
        yield
    finally:
        assert _run("mount", "-o", "remount,rw", str(folder))


def free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
