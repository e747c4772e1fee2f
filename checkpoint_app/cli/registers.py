"""`import`: registers from a sheet or from JSON Lines, by their natural key, as often as one likes.

JSON Lines are saved and answered one by one, as everywhere. A sheet is read whole; its good rows are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import failures, lines, output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, is_refused

if TYPE_CHECKING:
    from checkpoint_app.export.registers import Judged, Reading
    from checkpoint_app.store.session import Store

_MOST_NOTES = 200
"""A sheet with more of them wants mending, not reading."""
_JSON_LINES = (".json", ".jsonl", ".ndjson")
_STDIN = "-"


@command
@click.argument("noun", metavar="NOUN")
@click.argument("file", metavar="FILE", required=False, type=input_file)
@click.option("--dry-run", is_flag=True, help=noop("Only say what would be refused; nothing is written"))
@click.option("--sheet", metavar="FILE", type=Path, help=noop("Write the empty sheet to fill in, and nothing else"))
def import_register(call: Call, noun: str, file: Path | None, dry_run: bool, sheet: Path | None) -> int:
    _known(call, noun)
    if sheet is not None:
        return _empty_sheet(call, noun, sheet)
    with opened(call) as store:
        if file is None or str(file) == _STDIN or file.suffix.lower() in _JSON_LINES:
            return _lines(call, store, noun, file, dry_run=dry_run)
        return _sheet(call, store, noun, file, dry_run=dry_run)


def _known(call: Call, noun: str) -> None:
    """Raises UsageFault for what is no register."""
    from checkpoint_app.export import registers

    if noun not in registers.NOUNS:
        what = tr("There is no register “{noun}”; there are: {known}.", noun=noun, known=", ".join(registers.NOUNS))
        raise UsageFault(what, field="NOUN", command=call.command)


def _lines(call: Call, store: Store, noun: str, file: Path | None, *, dry_run: bool) -> int:
    from checkpoint_app.export import registers as sheets
    from checkpoint_app.store import registers

    code, register = EXIT_DONE, sheets.REGISTER_OF.get(noun, noun)
    check = sheets.checks(noun, store)
    with lines.source(file) as stream:
        for line in lines.objects(stream):
            content, problems = ({}, [line.problem]) if line.problem else check(line.content)
            if is_refused(problems):
                first = failures.refusing(problems)[0]
                _answer(call, failures.error_object(first.code, first.text(), field=first.field, line=line.number))
                code = EXIT_REFUSED
                continue
            record = registers.row_id(store, register, content)
            changed = registers.body(store.db, register, record) is None
            if not dry_run:
                with store.transaction() as transaction:
                    record, changed = registers.upsert(transaction, register, content)
            _answer(call, failures.with_warnings({"line": line.number, "id": record, "changed": changed}, problems))
    return code


def _sheet(call: Call, store: Store, noun: str, file: Path, *, dry_run: bool) -> int:
    """Refused rows first, each with its line; then what was taken over, in one transaction."""
    from checkpoint_app.export import registers

    found = registers.read(noun, file, store)
    for row in found.refused:
        first = failures.refusing(row.problems)[0]
        refused = failures.error_object(first.code, first.text(), field=first.field, line=row.line)
        where = {"column": row.column(first) or None} | ({"sheet": row.sheet} if row.sheet else {})
        _answer(call, refused | where, f"{row.where(first)}: {first.text()}")
    if not call.json:
        _notes(found)
    rows, good = len(found.rows), len(found.good)
    changed = 0 if dry_run else registers.write(store, noun, found.rows)[0]
    if call.json:
        summary = {"rows": rows, "good": good, "refused": rows - good, "changed": changed, "dry_run": dry_run}
        output.write(output.as_json(summary | _warnings(found)))
    else:
        output.write(tr("{good} of {all} rows are good, {changed} new or changed.", good=good, all=rows, changed=changed))
    return EXIT_REFUSED if good < rows else EXIT_DONE


def _notes(found: Reading) -> None:
    """What was no obstacle, for people, on stderr."""
    for row, problem in _noted(found)[:_MOST_NOTES]:
        output.say(tr("Note: {what}", what=f"{row.where(problem)}: {problem.text()}"))
    if found.ignored:
        output.say(tr("Columns that were not read: {heads}", heads=", ".join(found.ignored)))


def _warnings(found: Reading) -> dict[str, object]:
    """The same for programs."""
    warnings = [
        {**failures.problem_object(problem), "line": row.line, "column": row.column(problem) or None}
        for row, problem in _noted(found)[:_MOST_NOTES]
    ]
    return {**({"warnings": warnings} if warnings else {}), **({"ignored": list(found.ignored)} if found.ignored else {})}


def _noted(found: Reading) -> list[tuple[Judged, Problem]]:
    return [(row, problem) for row in found.good for problem in row.problems]


def _empty_sheet(call: Call, noun: str, sheet: Path) -> int:
    from checkpoint_app.export import empty_sheet

    empty_sheet.write(noun, sheet)
    if call.json:
        output.write(output.as_json({"file": str(sheet)}))
    else:
        output.write(tr("Written: {file}", file=sheet))
    return EXIT_DONE


def _answer(call: Call, answer: Mapping[str, object], sentence: str = "") -> None:
    """One row's answer, at once; `sentence` says a refusal to people."""
    if call.json:
        output.write(output.as_json(answer))
    elif "error" in answer:
        output.write(sentence or failures.sentence(answer))
    elif answer["changed"]:
        output.write(tr("line {line}: taken over", line=answer["line"]))
    else:
        output.write(tr("line {line}: was there already", line=answer["line"]))
    output.flush()
