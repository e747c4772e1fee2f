"""A file is whole or as it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.export.aside import aside


def half(file: Path) -> None:
    with aside(file) as beside:
        beside.write_bytes(b"half")
        raise RuntimeError


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"old")
    with pytest.raises(RuntimeError):
        half(file)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.pdf", b"old")]
    with aside(file) as beside:
        beside.write_bytes(b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.pdf", b"new")]
