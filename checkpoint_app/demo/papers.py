"""What the demonstration leaves in its folder beside the store: papers, the USB folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path

from checkpoint_app.demo.world import World
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Shift


def shift_log(world: World, folder: Path, shift: Shift) -> Path:
    """The log of tonight's shift."""
    from checkpoint_app.printing import collect

    file = folder / "shift-log.pdf"
    file.write_bytes(collect.print_shift_log(world.store, shift.id))
    return file


def others(world: World, folder: Path) -> Path:
    """One paper of each other kind that the year has a record for: fire checks, equipment, hazards, patrol, sweep, operation, school guard."""
    from checkpoint_app.printing import collect, gather_equipment
    from checkpoint_app.store import entries_list, hazards, operations, premises, prints, round_sheets, shifts

    store, made = world.store, folder / "papers"
    made.mkdir()

    def lay(name: str, paper: bytes) -> None:
        (made / f"{name}.pdf").write_bytes(paper)

    for form in ("fire-check", "fire-recheck", "patrol", "sweep"):
        for entry in islice(entries_list.every(store, entries_list.EntryFilter(template=form)), 1):
            lay(form, collect.print_entry(store, entry.id))
            if form == "patrol":
                lay("patrol-log", collect.print_shift_log(store, entry.shift))
    for operation in operations.every(store)[:1]:
        lay("operation", collect.make(store, prints.OPERATION, operation.id))
    today = {"today": hazards.today(store).isoformat()}
    lay("hazard-ledger", collect.make(store, prints.HAZARD_LEDGER, store.unit.id, parameters=today))
    lay("extinguisher-ledger", collect.make(store, prints.EXTINGUISHER_LEDGER, store.unit.id, parameters=today))
    for place in premises.every(store)[:1]:
        asked = gather_equipment.label_parameters(store, place.id)
        lay("labels", collect.make(store, prints.LABELS, place.id, parameters=asked))
        lay("round-sheet", collect.make(store, prints.ROUND_SHEET, place.id, parameters=round_sheets.parameters(store, place.id)))
    for morning in islice(shifts.every(store, duty="school"), 1):
        day = timing.local(morning.planned_from, store.unit.tz()).date().isoformat()
        lay("school-board", collect.make(store, prints.SCHOOL_BOARD, f"{day}/{morning.period}"))
        lay("school-register", collect.make(store, prints.SCHOOL_REGISTER, f"{day}/{day}//"))
    return made


def report(world: World, folder: Path) -> None:
    """The figures of the year: the workbook, the paper with its charts, the paragraph of the bulletin."""
    from checkpoint_app.export import statistics_sheet
    from checkpoint_app.printing import collect
    from checkpoint_app.store import prints, reports, statistics

    last = world.clock.moment.astimezone(world.store.unit.tz()).date()
    year = statistics.Query(first=last - timedelta(days=364), last=last)
    statistics_sheet.write(world.store, year, folder / "statistics.xlsx", "month")
    (folder / "statistics.pdf").write_bytes(collect.make(world.store, prints.STATISTICS, f"{year.first}/{year.last}//"))
    (folder / "bulletin.txt").write_text(reports.bulletin(world.store, year) + "\n", encoding="utf-8")


def usb(world: World, folder: Path, shift: Shift) -> Path:
    """The day of tonight's shift as plain files, as they would lie on a stick."""
    from checkpoint_app.export import folder as exporting
    from checkpoint_app.printing import collect

    (folder / "usb").mkdir()
    day = shift.day.isoformat()
    return exporting.export(world.store, folder / "usb", papers=collect.print_shift_log, first=day, last=day).folder


def everything(world: World, folder: Path, shift: Shift, say: Callable[[str], None]) -> tuple[Path, Path]:
    """All of them; returns the shift log and the USB folder."""
    say(tr("Printing the shift log …"))
    log = shift_log(world, folder, shift)
    say(tr("Printing fire checks, hazards, patrols, sweeps …"))
    report(world, others(world, folder))
    say(tr("Writing the USB folder …"))
    return log, usb(world, folder, shift)
