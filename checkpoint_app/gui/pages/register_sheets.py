"""A sheet of officers or sites as work of the store's threads: read and judged, taken over, written empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that is not taken over: its line in the sheet, who or what it is about, why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would come of a sheet. `rows` are the good ones."""

    file: Path
    rows: Sequence[Mapping[str, Any]]
    refused: Sequence[Refusal]

    @property
    def good(self) -> int:
        return len(self.rows)


def preview(store: Store, noun: str, file: Path) -> Preview:
    raise NotImplementedError


def take_over(store: Store, noun: str, found: Preview) -> Changes:
    raise NotImplementedError


def empty_sheet(noun: str, file: Path) -> None:
    raise NotImplementedError
