"""`import`: officers and sites from a sheet or from JSON Lines, by their natural key, as often as one likes.

JSON Lines are saved and answered one by one, as everywhere. A sheet is read whole; its good rows are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkpoint_app.cli import failures, lines, output
from checkpoint_app.cli.failures import NotInThisVersion, UsageFault
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, is_refused

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Check = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Problem]]]

_LATER = ("school", "premises", "equipment", "roster")
_JSON_LINES = (".json", ".jsonl", ".ndjson")
_STDIN = "-"


@command
@click.argument("noun", metavar="NOUN")
@click.argument("file", metavar="FILE", required=False, type=input_file)
@click.option("--dry-run", is_flag=True, help=noop("Only say what would be refused; nothing is written"))
@click.option("--sheet", metavar="FILE", type=Path, help=noop("Write the empty sheet to fill in, and nothing else"))
def import_register(call: Call, noun: str, file: Path | None, dry_run: bool, sheet: Path | None) -> int:
    check = _check_of(call, noun)
    if sheet is not None:
        return _empty_sheet(call, noun, sheet)
    with opened(call) as store:
        if file is None or str(file) == _STDIN or file.suffix.lower() in _JSON_LINES:
            return _lines(call, store, noun, file, check, dry_run=dry_run)
        return _sheet(call, store, noun, file, dry_run=dry_run)


def _check_of(call: Call, noun: str) -> Check:
    """The rules of a register. Raises UsageFault, NotInThisVersion."""
    from checkpoint_app.store import officers, sites

    if noun in _LATER:
        raise NotInThisVersion(what=f"checkpoint-app import {noun}")
    known: dict[str, Check] = {"officer": officers.check, "site": sites.check}
    if noun not in known:
        what = tr("There is no register “{noun}”; there are: {known}.", noun=noun, known=", ".join(known))
        raise UsageFault(what, field="NOUN", command=call.command)
    return known[noun]


def _lines(call: Call, store: Store, noun: str, file: Path | None, check: Check, *, dry_run: bool) -> int:
    from checkpoint_app.store import registers

    code = EXIT_DONE
    with lines.source(file) as stream:
        for line in lines.objects(stream):
            content, problems = ({}, [line.problem]) if line.problem else check(line.content)
            if is_refused(problems):
                first = failures.refusing(problems)[0]
                _answer(call, failures.error_object(first.code, first.text(), field=first.field, line=line.number))
                code = EXIT_REFUSED
                continue
            record = registers.row_id(store, noun, content)
            changed = registers.body(store.db, noun, record) is None
            if not dry_run:
                with store.transaction() as transaction:
                    record, changed = registers.upsert(transaction, noun, content)
            _answer(call, failures.with_warnings({"line": line.number, "id": record, "changed": changed}, problems))
    return code


def _sheet(call: Call, store: Store, noun: str, file: Path, *, dry_run: bool) -> int:
    """Refused rows first, each with its line; then what was taken over, in one transaction."""
    from checkpoint_app.export import registers

    rows = registers.read(noun, file)
    refused = [row for row in rows if not row.good]
    for row in refused:
        first = failures.refusing(row.problems)[0]
        _answer(call, failures.error_object(first.code, first.text(), field=first.field, line=row.line))
    good = len(rows) - len(refused)
    changed = 0 if dry_run else registers.write(store, noun, rows)[0]
    if call.json:
        output.write(
            output.as_json({"rows": len(rows), "good": good, "refused": len(refused), "changed": changed, "dry_run": dry_run})
        )
    else:
        output.write(tr("{good} of {all} rows are good, {changed} new or changed.", good=good, all=len(rows), changed=changed))
    return EXIT_REFUSED if refused else EXIT_DONE


def _empty_sheet(call: Call, noun: str, sheet: Path) -> int:
    from checkpoint_app.export import registers

    registers.empty_sheet(noun, sheet)
    if call.json:
        output.write(output.as_json({"file": str(sheet)}))
    else:
        output.write(tr("Written: {file}", file=sheet))
    return EXIT_DONE


def _answer(call: Call, answer: Mapping[str, object]) -> None:
    """One row's answer, at once."""
    if call.json:
        output.write(output.as_json(answer))
    elif "error" in answer:
        output.write(failures.sentence(answer))
    elif answer["changed"]:
        output.write(tr("line {line}: taken over", line=answer["line"]))
    else:
        output.write(tr("line {line}: was there already", line=answer["line"]))
    output.flush()
