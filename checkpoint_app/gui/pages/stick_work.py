"""The export as work of the save lane: it prints shift logs, which the store writes down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkpoint_app.gui.pages.stick_list import Target
from checkpoint_app.gui.runner import Progress
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.export.folder import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for; days as 2026-11-20, "" for an open end."""

    target: Target
    first: str
    last: str
    unmasked: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is on the stick now, checked; `size` of all files in bytes."""

    report: Report
    size: int


def export(store: Store, wish: Wish, progress: Progress) -> Written:
    """Raises FolderMissing, StickTooSmall, StickGone, StickReadOnly, ExportDamaged, NotAllowed, Cancelled."""
    from checkpoint_app.export import folder
    from checkpoint_app.printing import collect

    report = folder.export(
        store,
        wish.target.path,
        papers=collect.print_shift_log,
        first=wish.first,
        last=wish.last,
        unmasked=wish.unmasked,
        reason=wish.reason,
        progress=progress.report,
    )
    size = sum(file.stat().st_size for file in report.folder.rglob("*") if file.is_file())
    return Written(report=report, size=size)
