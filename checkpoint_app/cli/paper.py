"""`print …`, `verify-print`, `export`: what leaves the program as files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import output
from checkpoint_app.cli.failures import FileTrouble
from checkpoint_app.cli.options import PERIOD, UNMASKED, Call, command, day_text, input_file, with_options
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_FOUND_WRONG
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_STDOUT = Path("-")

to_file = click.option(
    "-o", "--output", "target", metavar="FILE", type=Path, required=True, help=noop("The PDF to write; - for stdout")
)


@command
@click.argument("shift", metavar="SHIFT")
@to_file
@with_options(*UNMASKED)
def print_shift_log(call: Call, shift: str, target: Path, unmasked: bool, reason: str) -> None:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import shifts

    def pdf(store: Store) -> bytes:
        return collect.print_shift_log(store, shifts.get(store, shift).id, masked=not unmasked, reason=reason)

    write_print(call, target, pdf)


@command
@click.argument("shift", metavar="SHIFT")
@to_file
def print_correction(call: Call, shift: str, target: Path) -> None:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import shifts

    write_print(call, target, lambda store: collect.print_correction(store, shifts.get(store, shift).id))


@command
@click.argument("entry", metavar="ID")
@to_file
@with_options(*UNMASKED)
def print_entry(call: Call, entry: str, target: Path, unmasked: bool, reason: str) -> None:
    from checkpoint_app.printing import collect

    write_print(call, target, lambda store: collect.print_entry(store, entry, masked=not unmasked, reason=reason))


def write_print(call: Call, target: Path, make: Callable[[Store], bytes]) -> None:
    with opened(call) as store:
        pdf = make(store)
    if target == _STDOUT:
        sys.stdout.buffer.write(pdf)
        return
    write_whole(target, pdf)
    if call.json:
        output.write(output.as_json({"file": str(target), "bytes": len(pdf)}))
    else:
        output.write(tr("Written: {file}", file=target))


def read_file(file: Path) -> bytes:
    """A file, or stdin for `-`. Raises FileTrouble."""
    try:
        return sys.stdin.buffer.read() if file == _STDOUT else file.read_bytes()
    except OSError as error:
        raise FileTrouble(file=file, what=error.strerror or str(error)) from error


def write_whole(target: Path, data: bytes) -> None:
    """Writes a file so that there is the whole one or the one before, never half. Raises FileTrouble."""
    aside = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        try:
            aside.write_bytes(data)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise FileTrouble(file=target, what=error.strerror or str(error)) from error


@command
@click.argument("file", metavar="FILE.pdf", type=input_file)
def verify_print(call: Call, file: Path) -> int:
    from checkpoint_app.printing import collect

    with opened(call) as store:
        verdict = collect.verify_print(store, sys.stdin.buffer.read() if file == _STDOUT else file.read_bytes())
    kind = str(verdict.kind)
    if call.json:
        output.write(output.as_json({"verdict": kind, "pages": list(verdict.pages)}))
    else:
        pages = ", ".join(map(str, verdict.pages))
        sentences = {
            "same": tr("Same as the data."),
            "corrected": tr("As it was printed; the data has been corrected since."),
            "altered": tr("Altered: page {pages}.", pages=pages),
            "erased": tr("The data was erased on schedule; it cannot be compared any more."),
            "unknown": tr("This store did not print it."),
        }
        output.write(sentences[kind])
    return EXIT_DONE if kind in ("same", "corrected") else EXIT_FOUND_WRONG


@command
@click.argument("folder", metavar="DIR", type=Path)
@with_options(*PERIOD, *UNMASKED)
def export(call: Call, folder: Path, first: date | None, last: date | None, unmasked: bool, reason: str) -> None:
    from checkpoint_app.export import folder as usb
    from checkpoint_app.printing import collect

    with opened(call) as store:
        report = usb.export(
            store,
            folder,
            papers=collect.print_shift_log,
            first=day_text(first),
            last=day_text(last),
            unmasked=unmasked,
            reason=reason,
        )
    if call.json:
        output.write(output.as_json({"folder": str(report.folder)}))
    else:
        output.write(tr("Written and checked: {folder}", folder=report.folder))
        output.write(tr("You can pull the stick out."))
