"""One process holds a store at a time. The lock goes with the process: a kill leaves nothing to clean up."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import IO

from checkpoint_app.store import driver, errors

FILE = "store.lock"


def hold(folder: Path, wait_s: float) -> IO[bytes]:
    """Takes the lock and returns what holds it (close it to let go). Raises StoreInUse after `wait_s` seconds, DiskReadOnly."""
    with driver.trouble(folder):
        stream = (folder / FILE).open("ab")  # the store closes it
    deadline = time.monotonic() + wait_s
    while not _try(stream):
        if time.monotonic() >= deadline:
            stream.close()
            raise errors.StoreInUse(folder=folder)
        time.sleep(0.05)
    return stream


if sys.platform == "win32":
    import msvcrt

    def _try(stream: IO[bytes]) -> bool:
        try:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
