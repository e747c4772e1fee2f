"""A file that somebody asked for is written beside its place and put there when it is whole: nothing is ever half overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def aside(file: Path) -> Iterator[Path]:
    """The path to write to; it takes the place of `file` at the end, or is gone after a failure. Raises OSError."""
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        yield beside
        beside.replace(file)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
