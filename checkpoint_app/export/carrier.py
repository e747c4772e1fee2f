"""Writing onto a stick: everything into a folder `….part`, flushed to the medium, read back, and only then renamed.

A stick that is pulled at any moment has either the whole folder or one whose name says that it is not.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checkpoint_app.export import errors

SUMS = "SHA256SUMS"
PART = ".part"
_BLOCK = 1 << 20
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What some file systems of sticks (FUSE) answer when a folder is to be flushed; the files in it have been."""

Progress = Callable[[int, int, str], object]


class Carrier:
    """The folder while it is written. `add` and `open_text` make files; `finish` verifies and renames."""

    def __init__(self, place: Path, name: str) -> None:
        self.place = place
        self.final = _free_name(place, name)
        self.part = self.final.with_name(self.final.name + PART)
        self._sums: dict[str, str] = {}

    def add(self, name: str, data: bytes) -> None:
        """One whole file, flushed to the medium; its hash is that of what was meant to be written."""
        target = self._target(name)
        with target.open("wb") as file:
            file.write(data)
            to_medium(file)
        self._sums[name] = hashlib.sha256(data).hexdigest()

    def path(self, name: str) -> Path:
        """Where a file goes that another library writes by itself; `written` follows."""
        return self._target(name)

    def written(self, name: str) -> None:
        """Flushes a file that another library wrote, and takes its hash."""
        target = self._target(name)
        with target.open("r+b") as file:
            to_medium(file)
        self._sums[name] = hash_of(target)

    def finish(self, progress: Progress) -> None:
        """Sums, reading back, renaming. Raises ExportDamaged."""
        sums = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        self.add(SUMS, sums.encode())
        for number, (name, digest) in enumerate(sorted(self._sums.items()), start=1):
            progress(number, len(self._sums), name)
            if hash_of(self.part / name) != digest:
                raise errors.ExportDamaged(file=name)
        for folder in {(self.part / name).parent for name in self._sums} | {self.part}:
            folder_to_medium(folder)
        self.part.rename(self.final)
        folder_to_medium(self.place)

    def _target(self, name: str) -> Path:
        target = self.part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def drop(self) -> None:
        """Away with what is half written, as far as the stick is still there."""
        shutil.rmtree(self.part, ignore_errors=True)


@contextmanager
def carrying(place: Path, name: str) -> Iterator[Carrier]:
    """A carrier whose troubles are named, and whose half folder goes when something fails. Raises FolderMissing, Stick…"""
    try:
        if not place.is_dir():
            raise errors.FolderMissing(folder=place)
        carrier = Carrier(place, name)
        carrier.part.mkdir()
    except OSError as trouble:
        raise errors.of_stick(trouble, place) from trouble
    try:
        yield carrier
    except OSError as trouble:
        carrier.drop()
        raise errors.of_stick(trouble, place) from trouble
    except BaseException:
        carrier.drop()
        raise


def _free_name(place: Path, name: str) -> Path:
    """The name, or the name with the next number."""
    wanted, number = place / name, 2
    while wanted.exists() or wanted.with_name(wanted.name + PART).exists():
        wanted, number = place / f"{name}-{number}", number + 1
    return wanted


def to_medium(file: IO[bytes]) -> None:
    """Flushes, and lets the system forget its copy, so that reading back asks the medium."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def folder_to_medium(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        except OSError as trouble:
            if trouble.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(opened)


def hash_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
