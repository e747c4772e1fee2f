"""The USB data folder: `checkpoint-export-20261120-0935` with everything of a period, for people and for programs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app import __version__, i18n
from checkpoint_app.export import errors, register_sheets
from checkpoint_app.export.carrier import Carrier, Progress, carrying
from checkpoint_app.export.plain import CsvFile, JsonLines
from checkpoint_app.export.rows import FormRows, to_object
from checkpoint_app.export.workbook import Sheet, Workbook
from checkpoint_app.i18n import noop
from checkpoint_app.model import pictured
from checkpoint_app.model.records import Shift

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Papers = Callable[..., bytes]
"""(store, shift id, masked=…, reason=…) → the shift log as PDF."""

WORKBOOK, RECORDS, NOTE, LOGS, PHOTOS = "records.xlsx", "records.jsonl", "README.txt", "shift-logs", "photos"
BYTES_PER_ENTRY, BYTES_PER_LOG, BYTES_OVERHEAD = 2_500, 150_000, 2_000_000
"""What to reckon with before writing."""
EVERY = 200
"""Entries between two looks at whether the person still wants it."""

_DATA = noop("Data of {unit}, business days {period}")
_WRITTEN = noop("Written {at} by {officer}, Duty Log {version}")
_NOT_ENCRYPTED = noop(
    "THESE FILES ARE NOT ENCRYPTED. Keep the stick locked away and delete the folder when it is no longer needed."
)
_NO_POLICE_NETWORK = noop("Never connect the stick to the police network.")
_IN_FULL = noop("Names and numbers of persons are shown in full.")
_MASKED = noop("Names and numbers of persons are masked.")
_CONTENTS = (
    noop("records.xlsx      all records, shifts and registers, a sheet for each form; void and proposed ones are marked"),
    noop("*.csv             the same per form; a text that a spreadsheet would compute or round begins with an apostrophe"),
    noop("records.jsonl     the same for programs, one JSON object a line"),
    noop("shift-logs/       the shift logs as PDF"),
    noop("photos/           photos and files of the records, named by day, time and the number in records.jsonl"),
    noop("SHA256SUMS        check with: sha256sum -c SHA256SUMS"),
)


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
    from checkpoint_app.store import disclosure, entries_list, prints, shifts

    if unmasked:
        disclosure.allow(store, reason)
    where = entries_list.EntryFilter(first=first, last=last, void=True, oldest_first=True)
    held = shifts.every(store, first=first, last=last)[::-1]
    count = entries_list.count(store, where)
    name = f"checkpoint-export-{store.now().astimezone(store.unit.tz()):%Y%m%d-%H%M}"
    with carrying(folder, name) as carrier:
        _check_room(folder, count, len(held))
        if unmasked:
            disclosure.disclose(store, "export", reason)
        total = count + len(held)
        names: set[str] = set()
        photos = _write_records(
            store, carrier, where, held, masked=not unmasked, progress=lambda done: progress(done, total, RECORDS)
        )
        _write_photos(store, carrier, folder, photos, lambda name: progress(count, total, name))
        for number, shift in enumerate(held, start=1):
            progress(count + number, total, shift.number)
            pdf = papers(store, shift.id, masked=not unmasked, reason=reason, purpose=prints.EXPORT)
            carrier.add(_log_name(shift, names), pdf)
        carrier.add(NOTE, _note(store, first, last, unmasked=unmasked).encode("utf-8-sig"))
        carrier.finish(progress)
    files = sum(file.is_file() for file in carrier.final.rglob("*"))
    return Report(folder=carrier.final, entries=count, shifts=len(held), files=files)


def _check_room(folder: Path, entries: int, shifts: int) -> None:
    _check_free(folder, entries * BYTES_PER_ENTRY + shifts * BYTES_PER_LOG + BYTES_OVERHEAD)


def _check_free(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise errors.StickTooSmall(folder=folder, needed=needed >> 20, free=free >> 20)


def _log_name(shift: Shift, taken: set[str]) -> str:
    """shift-logs/20261120-7K3.pdf. Two laptops may have given one code on one day: then the second has a number."""
    base = f"{LOGS}/{shift.day:%Y%m%d}-{shift.code}"
    name, number = f"{base}.pdf", 2
    while name in taken:
        name, number = f"{base}-{number}.pdf", number + 1
    taken.add(name)
    return name


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
) -> dict[str, str]:
    """All entries in one pass over them: workbook, CSV and JSON Lines. A form that nobody used has no sheet.

    Returns the photos they name: SHA-256 → the beginning of a file name.
    """
    from checkpoint_app.store import entries_list, templates

    context = store.context(masked=masked)
    forms: dict[str, _Form] = {}
    photos: dict[str, str] = {}
    with ExitStack() as stack:
        book = stack.enter_context(Workbook(carrier.path(WORKBOOK)))
        lines = stack.enter_context(JsonLines(carrier.path(RECORDS)))
        for number, entry in enumerate(entries_list.every(store, where)):  # type: ignore[arg-type]
            if number % EVERY == 0:
                progress(number)
            template = templates.get(store, entry.template)
            if entry.template_id not in forms:
                newest = templates.need(store, entry.template_id)
                forms[entry.template_id] = _Form(carrier, book, stack, FormRows(store, newest, context))
            form = forms[entry.template_id]
            cells = form.rows.cells(entry, template)
            form.sheet.row(cells)
            form.csv.row(cells)
            lines.write(to_object(entry, template, context))
            for found in pictured.photos(template, entry.values, context):
                photos.setdefault(found.sha, f"{entry.at.astimezone(context.zone):%Y%m%d-%H%M}")
        register_sheets.write(store, book, held, masked=masked)
    for name in (WORKBOOK, RECORDS, *(form.file for form in forms.values())):
        carrier.written(name)
    return photos


def _write_photos(
    store: Store, carrier: Carrier, folder: Path, photos: Mapping[str, str], progress: Callable[[str], object]
) -> None:
    """Those whose bytes are here. photos/20261120-2015-3fa9….jpg"""
    from checkpoint_app.store import attachments

    here = {sha: seen for sha in photos if (seen := attachments.facts(store, sha)) is not None}
    _check_free(folder, sum(size for _, size in here.values()) + BYTES_OVERHEAD)
    for sha, (media, _) in here.items():
        progress(PHOTOS)
        ending = "pdf" if media == "application/pdf" else "png" if media == "image/png" else "jpg"
        carrier.add(f"{PHOTOS}/{photos[sha]}-{sha[:16]}.{ending}", attachments.get(store, sha)[1])


def _note(store: Store, first: str, last: str, *, unmasked: bool) -> str:
    """What the folder is, in Chinese and in English: whoever finds it may not have this program."""
    details = {
        "unit": store.unit.name,
        "period": f"{first or '…'} – {last or '…'}",
        "at": f"{store.now().astimezone(store.unit.tz()):%Y-%m-%d %H:%M}",
        "officer": store.account.officer.label(),
        "version": __version__,
    }
    lines = [_DATA, _WRITTEN, "", _NOT_ENCRYPTED, _NO_POLICE_NETWORK, _IN_FULL if unmasked else _MASKED, "", *_CONTENTS]
    chinese = [i18n.catalogue().get(line, line).format(**details) for line in lines]
    english = [line.format(**details) for line in lines]
    return "\r\n".join([*chinese, "", "-" * 40, "", *english]) + "\r\n"
