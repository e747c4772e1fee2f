"""A store in one file, for another disk, and a store from such a file.

    b"checkpoint-app backup 1\\n"
    {"database": [bytes, SHA-256 hex], "keys": [bytes, SHA-256 hex]} "\\n"
    keys.json as it is, then the database as it is

Both parts are encrypted as in the store folder, so the file tells nobody anything and opens with the passwords of the machine it came from
or with the recovery key. It is written under another name, flushed, read back and only then renamed.

What was written after the backup is not in it and may be on other machines already: a restored store begins a new epoch, so that no line
of its own is ever given a place in a chain twice, and a shared line (noun `restore`) says which epoch it left, so that receipts written
there no longer count.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import ids, timing
from checkpoint_app.store import driver, keys, opening, place, settling
from checkpoint_app.store.session import Store, utc_now

SUFFIX = ".ckbackup"
_MAGIC = b"checkpoint-app backup 1\n"
_ANY_VERSION = b"checkpoint-app backup "
_LONGEST_HEAD = 4096
_LARGEST_KEYS = 1 << 20
_BLOCK = 1 << 20
_PARTS = ("keys", "database")
PART = ".part"
COPY = "store.db.backup"

Progress = Callable[[int, int, str], object]
"""(bytes done, bytes in all, what): may raise to stop."""


class BackupUnreadable(UserError):
    code = "BACKUP_UNREADABLE"
    message = noop("The backup {file} cannot be used: {what}.")
    hint = noop("Take another backup, or copy this one from its medium again. Nothing was written.")
    exit_code = EXIT_REFUSED


def backup(store: Store, folder: Path, progress: Progress = lambda _done, _total, _what: None) -> Path:
    """Writes `checkpoint-backup-20261120-0935.ckbackup` into `folder` and returns it, read back and verified.

    Raises DiskFull, DiskReadOnly, DiskTrouble, BackupUnreadable (the medium gives back something else).
    """
    at = store.now().astimezone(store.unit.tz())
    target = _free_name(folder, f"checkpoint-backup-{at:%Y%m%d-%H%M}")
    part = target.with_name(target.name + PART)
    copied = store.folder / COPY
    try:
        with driver.trouble(store.folder):
            driver.copy_encrypted(store.db, copied, store.key)
        with driver.trouble(folder):
            sources = {"keys": store.folder / place.KEYS, "database": copied}
            head = {name: [source.stat().st_size, _hash(source)] for name, source in sources.items()}
            with part.open("wb") as out:
                _write(out, head, sources, progress)
            _read_back(part, target.name)
            part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        copied.unlink(missing_ok=True)
    return target


def _free_name(folder: Path, name: str) -> Path:
    """The name, or the name with the next number."""
    target, number = folder / f"{name}{SUFFIX}", 2
    while target.exists():
        target, number = folder / f"{name}-{number}{SUFFIX}", number + 1
    return target


def _write(out: IO[bytes], head: dict[str, list[object]], sources: dict[str, Path], progress: Progress) -> None:
    out.write(_MAGIC)
    out.write(json.dumps(head, sort_keys=True).encode() + b"\n")
    total, done = sum(source.stat().st_size for source in sources.values()), 0
    for name in _PARTS:
        with sources[name].open("rb") as stream:
            while block := stream.read(_BLOCK):
                out.write(block)
                done += len(block)
                progress(done, total, name)
    out.flush()
    os.fsync(out.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # so that reading back asks the medium


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _read_back(file: Path, shown: str) -> None:
    with file.open("rb") as stream:
        for _ in _parts(stream, shown):
            pass


def _parts(stream: IO[bytes], shown: str) -> Iterator[tuple[str, bytes]]:
    """The parts block by block, (name, bytes). Raises BackupUnreadable for anything but a whole backup; then nothing may be used."""
    head = _head(stream, shown)
    for name in _PARTS:
        left, wanted = head[name]
        digest = hashlib.sha256()
        while left:
            block = stream.read(min(_BLOCK, left))
            if not block:
                raise BackupUnreadable(file=shown, what=tr("it ends too early"))
            digest.update(block)
            left -= len(block)
            yield name, block
        if digest.hexdigest() != wanted:
            raise BackupUnreadable(file=shown, what=tr("it was damaged on its way"))
    if stream.read(1):
        raise BackupUnreadable(file=shown, what=tr("something was appended to it"))


def _head(stream: IO[bytes], shown: str) -> dict[str, tuple[int, str]]:
    magic = stream.readline(len(_MAGIC) + 16)
    if magic != _MAGIC:
        newer = magic.startswith(_ANY_VERSION)
        raise BackupUnreadable(
            file=shown, what=tr("a newer program wrote it") if newer else tr("it is no backup of this program")
        )
    try:
        head = json.loads(stream.readline(_LONGEST_HEAD))
        found = {name: (int(head[name][0]), str(head[name][1])) for name in _PARTS}
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BackupUnreadable(file=shown, what=tr("it was damaged on its way")) from error
    if any(size < 0 for size, _ in found.values()) or found["keys"][0] > _LARGEST_KEYS:
        raise BackupUnreadable(file=shown, what=tr("it was damaged on its way"))
    return found


def restore(file: Path, folder: Path, *, officer: str, password: str, clock: opening.Clock = utc_now) -> Store:
    """A store in `folder` from a backup, open, with a new epoch; `officer` and `password` are of the machine that was backed up.

    Raises StoreExists, FolderNotEmpty, BackupUnreadable, WrongPassword, DiskFull …; after any error the folder is as it was.
    """
    opening.check_free(folder)
    made = not folder.exists()
    try:
        with driver.trouble(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _unpack(file, folder)
        store = opening.open_store(folder, officer=officer, password=password, clock=clock)
    except BaseException:
        opening.clear(folder, made=made)
        raise
    try:
        _begin_epoch(store, file)
    except BaseException:
        store.close()
        opening.clear(folder, made=made)
        raise
    return store


def _unpack(file: Path, folder: Path) -> None:
    """The keys last: their presence makes a folder a store."""
    held = b""
    with file.open("rb") as stream, (folder / place.DATABASE).open("xb") as database:
        for name, block in _parts(stream, file.name):
            if name == "database":
                database.write(block)
            else:
                held += block
        database.flush()
        os.fsync(database.fileno())
    keys.write_aside(folder / place.KEYS, held)


def _begin_epoch(store: Store, file: Path) -> None:
    with store.transaction() as transaction:
        settling.begin_epoch(transaction, why="restored")
        content = {"file": file.name, "at": timing.to_text(transaction.at)}
        transaction.append("restore", ids.uuid7(), "create", {"open": {"set": content}}, scope="local")
    store.device = opening.load_device(store)
