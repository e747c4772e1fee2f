"""The USB data folder: `checkpoint-export-20261120-0935` with everything of a period, for people and for programs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app import __version__, i18n
from checkpoint_app.export import errors
from checkpoint_app.export.carrier import Carrier, Progress, carrying
from checkpoint_app.export.plain import CsvFile, JsonLines
from checkpoint_app.export.rows import FormRows, Head, to_object
from checkpoint_app.export.workbook import Sheet, Workbook
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import DUTY_LABELS, SHIFT_STATE_LABELS, Shift, label

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Papers = Callable[..., bytes]
"""(store, shift id, masked=…, reason=…) → the shift log as PDF."""

WORKBOOK, RECORDS, NOTE, LOGS = "records.xlsx", "records.jsonl", "README.txt", "shift-logs"
BYTES_PER_ENTRY, BYTES_PER_LOG, BYTES_OVERHEAD = 2_500, 150_000, 2_000_000
"""What to reckon with before writing."""
EVERY = 200
"""Entries between two looks at whether the person still wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was written and verified; `folder` is its final name."""

    folder: Path
    entries: int
    shifts: int
    files: int


def export(
    store: Store,
    folder: Path,
    *,
    papers: Papers,
    first: str = "",
    last: str = "",
    unmasked: bool = False,
    reason: str = "",
    progress: Progress = lambda _done, _total, _text: None,
) -> Report:
    """Writes the folder of the inclusive business days `first`…`last` below `folder`, reads it back and gives it its name.

    `progress(done, total, what)` may raise to stop. Raises FolderMissing, StickTooSmall, StickReadOnly, StickGone, ExportDamaged,
    NotAllowed and ReasonNeeded (unmasked).
    """
    from checkpoint_app.store import disclosure, entries_list, shifts

    if unmasked:
        disclosure.disclose(store, "export", reason)
    where = entries_list.EntryFilter(first=first, last=last, void=True, oldest_first=True)
    held = shifts.every(store, first=first, last=last)[::-1]
    count = entries_list.count(store, where)
    name = f"checkpoint-export-{store.now().astimezone(store.unit.tz()):%Y%m%d-%H%M}"
    with carrying(folder, name) as carrier:
        _check_room(folder, count, len(held))
        total = count + len(held)
        _write_records(store, carrier, where, held, masked=not unmasked, progress=lambda done: progress(done, total, RECORDS))
        for number, shift in enumerate(held, start=1):
            progress(count + number, total, shift.number)
            pdf = papers(store, shift.id, masked=not unmasked, reason=reason)
            carrier.add(f"{LOGS}/{shift.day:%Y%m%d}-{shift.code}.pdf", pdf)
        carrier.add(NOTE, _note(store, first, last, unmasked=unmasked).encode("utf-8-sig"))
        carrier.finish(progress)
    files = sum(file.is_file() for file in carrier.final.rglob("*"))
    return Report(folder=carrier.final, entries=count, shifts=len(held), files=files)


def _check_room(folder: Path, entries: int, shifts: int) -> None:
    needed = entries * BYTES_PER_ENTRY + shifts * BYTES_PER_LOG + BYTES_OVERHEAD
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise errors.StickTooSmall(folder=folder, needed=needed >> 20, free=free >> 20)


class _Form:
    """Where the rows of one form go."""

    def __init__(self, carrier: Carrier, book: Workbook, stack: ExitStack, rows: FormRows) -> None:
        self.rows = rows
        self.file = f"{rows.template.id}.csv"
        title = rows.template.title.get(i18n.language()) or rows.template.title["zh"]
        self.sheet: Sheet = book.sheet(title, rows.heads)
        self.csv = CsvFile(carrier.path(self.file), rows.heads)
        stack.callback(self.csv.close)


def _write_records(
    store: Store, carrier: Carrier, where: object, held: list[Shift], *, masked: bool, progress: Callable[[int], object]
) -> None:
    """All entries in one pass over them: workbook, CSV and JSON Lines."""
    from checkpoint_app.store import entries_list, templates

    context = store.context(masked=masked)
    book = Workbook(carrier.path(WORKBOOK))
    forms: dict[str, _Form] = {}
    with ExitStack() as stack:
        stack.callback(book.close)
        lines = stack.enter_context(JsonLines(carrier.path(RECORDS)))
        for template in templates.every(store):
            forms[template.id] = _Form(carrier, book, stack, FormRows(store, template, context))
        for number, entry in enumerate(entries_list.every(store, where)):  # type: ignore[arg-type]
            if number % EVERY == 0:
                progress(number)
            template = templates.get(store, entry.template)
            form = forms[entry.template_id]
            cells = form.rows.cells(entry, template)
            form.sheet.row(cells)
            form.csv.row(cells)
            lines.write(to_object(entry, template, context))
        _write_shifts(store, book, held)
    for name in (WORKBOOK, RECORDS, *(form.file for form in forms.values())):
        carrier.written(name)


def _write_shifts(store: Store, book: Workbook, held: list[Shift]) -> None:
    known, zone = store.context().registers, store.unit.tz()
    heads = [
        Head(tr("Number|shift"), 26),
        Head(tr("Code|shift"), 8),
        Head(tr("Duty"), 10),
        Head(tr("Site"), 18),
        Head(tr("Planned from"), 17),
        Head(tr("Planned to"), 17),
        Head(tr("Lead"), 12),
        Head(tr("Crew"), 36),
        Head(tr("State"), 10),
        Head(tr("Handover points"), 40),
    ]
    sheet = book.sheet(tr("Shifts"), heads)
    for shift in held:
        sheet.row(
            [
                shift.number,
                shift.code,
                label(DUTY_LABELS, shift.duty),
                known.name("site", shift.site),
                shift.planned_from.astimezone(zone).replace(tzinfo=None, microsecond=0),
                shift.planned_to.astimezone(zone).replace(tzinfo=None, microsecond=0) if shift.planned_to else None,
                known.name("officer", shift.lead) if shift.lead else "",
                " ".join(known.name("officer", officer) for officer in shift.crew),
                label(SHIFT_STATE_LABELS, shift.state),
                "\n".join(shift.handover),
            ]
        )


def _note(store: Store, first: str, last: str, *, unmasked: bool) -> str:
    """What the folder is, in the language of the moment."""
    made = f"{store.now().astimezone(store.unit.tz()):%Y-%m-%d %H:%M}"
    period = f"{first or '…'} – {last or '…'}"
    lines = [
        tr("Data of {unit}, business days {period}", unit=store.unit.name, period=period),
        tr("Written {at} by {officer}, Duty Log {version}", at=made, officer=store.account.officer.label(), version=__version__),
        "",
        tr("THESE FILES ARE NOT ENCRYPTED. Keep the stick locked away and delete the folder when it is no longer needed."),
        tr("Names and numbers of persons are shown in full.") if unmasked else tr("Names and numbers of persons are masked."),
        "",
        tr("records.xlsx      all records and shifts, a sheet for each form"),
        tr("*.csv             the same per form; a text that a spreadsheet would compute begins with an apostrophe"),
        tr("records.jsonl     the same for programs, one JSON object a line"),
        tr("shift-logs/       the shift logs as PDF"),
        tr("SHA256SUMS        check with: sha256sum -c SHA256SUMS"),
    ]
    return "\r\n".join(lines) + "\r\n"
