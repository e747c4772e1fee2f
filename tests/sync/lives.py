"""What happens to machines: a disk copied into another machine, a store that goes on from a backup. Whoever makes one closes it."""

from __future__ import annotations

import shutil
from pathlib import Path

from checkpoint_app.store import backup, opening
from checkpoint_app.store.session import Store
from tests.store.conftest import PASSWORD


def cloned(store: Store, folder: Path) -> Store:
    """The disk copied while nothing writes; the copy goes on as the same machine."""
    officer = store.account.officer.number
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copytree(store.folder, folder, ignore=shutil.ignore_patterns("*.lock", "*.ckbackup"))
    return opening.open_store(folder, officer=officer, password=PASSWORD, clock=store.clock)


def restored(saved: Path, folder: Path, of: Store) -> Store:
    """The store that `saved` was made of, as it was then, in a new folder."""
    return backup.restore(saved, folder, officer=of.account.officer.number, password=PASSWORD, clock=of.clock)
