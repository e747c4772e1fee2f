"""`record`, `correct`, `void`, `confirm`: writing entries.

`record` is a conversation: a line in, saved, its answer out and flushed, then the next line. A program that has read an answer knows
that the entry is on the disk, whatever happens afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from checkpoint_app.cli import failures, lines, output
from checkpoint_app.cli.failures import AnswersNotRead, UsageFault
from checkpoint_app.cli.options import Call, command, input_file, json_object, moment, names
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, error

if TYPE_CHECKING:
    from checkpoint_app.store.entries import Prepared
    from checkpoint_app.store.session import Store

_KEYS: Mapping[str, type] = {"at": str, "checked_by": list, "values": dict, "source": str, "page": str, "reason": str}
"""What a line may hold beside its values."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Where the answers of `record` go, and how they look."""

    as_json: bool

    def saved(self, line: int, record: str, seq: int, problems: Iterable[Problem]) -> None:
        if self.as_json:
            answer = {"line": line, "id": record, "seq": seq}
            self._write(line, output.as_json(failures.with_warnings(answer, problems)))
        else:
            self._write(line, tr("line {line}: recorded, number {seq}, {id}", line=line, seq=seq, id=record))
            failures.say_warnings(problems)

    def refused(self, line: int, refusal: UserError | Problem) -> None:
        if isinstance(refusal, UserError):
            found = failures.to_object(refusal, line)
        else:
            found = failures.error_object(refusal.code, refusal.text(), field=refusal.field, line=line)
        self._write(line, output.as_json(found) if self.as_json else failures.sentence(found))

    def _write(self, line: int, text: str) -> None:
        try:
            output.write(text)
            output.flush()
        except BrokenPipeError as gone:
            output.reader_gone()
            raise AnswersNotRead(line=line) from gone


@command
@click.argument("template", metavar="TEMPLATE")
@click.argument("file", metavar="FILE", required=False, type=input_file)
@click.option("--shift", metavar="ID", help=noop("The shift, by id or code; default: your only open one"))
@click.option("--atomic", is_flag=True, help=noop("All or none: one refused line and nothing is recorded"))
def record(call: Call, template: str, file: Path | None, shift: str | None, atomic: bool) -> int:
    from checkpoint_app.store import shifts, templates

    answers = Answers(as_json=call.json or not output.is_terminal())
    with opened(call) as store, lines.source(file) as stream:
        templates.need(store, template)
        held = shifts.get(store, shift) if shift else shifts.current(store)
        recording = Recording(store, template, held.id, answers)
        return recording.all_or_none(stream) if atomic else recording.one_by_one(stream)


@dataclass(frozen=True, slots=True)
class Recording:
    """Lines of input becoming entries of one form in one shift."""

    store: Store
    template: str
    shift: str
    answers: Answers

    def one_by_one(self, stream: IO[bytes]) -> int:
        """Saves and answers line by line. What the environment refuses (a full disk) ends it; what the rules refuse does not."""
        from checkpoint_app.store import entries

        code = EXIT_DONE
        for line in lines.objects(stream):
            try:
                problem = line.problem or _wrong(line.content)
                if problem is not None:
                    self.answers.refused(line.number, problem)
                    code = EXIT_REFUSED
                    continue
                saved = entries.record(self.store, self.template, **self._arguments(line.content))
            except UserError as refusal:
                if refusal.exit_code != EXIT_REFUSED:
                    raise
                self.answers.refused(line.number, refusal)
                code = EXIT_REFUSED
            else:
                self.answers.saved(line.number, saved.value.id, saved.seq, saved.problems)
        return code

    def all_or_none(self, stream: IO[bytes]) -> int:
        """Checks every line, then saves all of them in one transaction and answers; or answers the refused lines and saves nothing."""
        from checkpoint_app.store import entries

        code = EXIT_DONE
        ready: list[tuple[int, Prepared]] = []
        for number, found in self._prepared(stream):
            if isinstance(found, entries.Prepared):
                ready.append((number, found))
            else:
                self.answers.refused(number, found)
                code = EXIT_REFUSED
        if code == EXIT_DONE:
            written, _ = entries.record_all(self.store, [prepared for _, prepared in ready])
            for (number, prepared), (entry, seq) in zip(ready, written, strict=True):
                self.answers.saved(number, entry, seq, prepared.problems)
        return code

    def _prepared(self, stream: IO[bytes]) -> Iterator[tuple[int, Prepared | UserError | Problem]]:
        from checkpoint_app.store import entries

        for line in lines.objects(stream):
            problem = line.problem or _wrong(line.content)
            if problem is not None:
                yield line.number, problem
                continue
            try:
                yield line.number, entries.prepare(self.store, self.template, **self._arguments(line.content))
            except UserError as refusal:
                if refusal.exit_code != EXIT_REFUSED:
                    raise
                yield line.number, refusal

    def _arguments(self, content: Mapping[str, Any]) -> dict[str, Any]:
        given = {key: value for key, value in content.items() if value is not None}
        return {"raw": given.pop("values", {}), "shift": self.shift, **given}


def _wrong(content: Mapping[str, Any]) -> Problem | None:
    """What is wrong with the keys of a line; its values are the form's business."""
    from checkpoint_app.store import entries

    for key, value in content.items():
        if key not in _KEYS:
            return error("JSON_KEY", key, key=key, known=", ".join(_KEYS))
        if value is not None and not _fits(key, value):
            return error("JSON_TYPE", key, key=key, wanted=_wanted(_KEYS[key]))
    if content.get("source") not in (None, *entries.SOURCES):
        return error("JSON_TYPE", "source", key="source", wanted=", ".join(entries.SOURCES))
    return None


def _fits(key: str, value: object) -> bool:
    if not isinstance(value, _KEYS[key]):
        return False
    return not isinstance(value, list) or all(isinstance(name, str) for name in value)


def _wanted(kind: type) -> str:
    if kind is dict:
        return tr("an object")
    return tr("an array of badge numbers") if kind is list else tr("a text")


@command
@click.argument("entry", metavar="ID")
@click.option("--values", metavar="JSON", type=json_object, help=noop("Fields to change; null removes; table rows by _row"))
@click.option("--at", metavar="T", type=moment, help=noop("When it really happened"))
@click.option("--checked-by", metavar="N,N…", type=names, help=noop("Who really checked"))
@click.option("--reason", metavar="TEXT", required=True, help=noop("Why, in a few words"))
def correct(
    call: Call,
    entry: str,
    values: Mapping[str, Any] | None,
    at: str | None,
    checked_by: Sequence[str] | None,
    reason: str,
) -> None:
    from checkpoint_app.store import entries

    if values is None and at is None and checked_by is None:
        raise UsageFault(tr("{name} is missing.", name="--values"), field="--values", command=call.command)
    with opened(call) as store:
        saved = entries.correct(store, entry, values or {}, reason, at=at, checked_by=checked_by)
        answer = {"id": saved.value.id, "seq": saved.seq, "state": saved.value.state.value}
        _answer(call, answer, tr("Corrected."), saved.problems)


@command
@click.argument("entry", metavar="ID")
@click.option("--reason", metavar="TEXT", required=True, help=noop("Why, in a few words"))
def void(call: Call, entry: str, reason: str) -> None:
    from checkpoint_app.store import entries

    with opened(call) as store:
        saved = entries.void(store, entry, reason)
        answer = {"id": saved.value.id, "seq": saved.seq, "state": saved.value.state.value}
        _answer(call, answer, tr("Voided."), saved.problems)


@command
@click.argument("records", metavar="ID", nargs=-1, required=True)
def confirm(call: Call, records: Sequence[str]) -> None:
    """Entries decided already stay as they are and are answered with `"changed":false`."""
    from checkpoint_app.store import entries

    with opened(call) as store:
        changed = {entry.id for entry in entries.confirm(store, records).value}
        for record_id in records:
            state = entries.get(store, record_id).state.value
            words = tr("Confirmed.") if record_id in changed else tr("Decided already; nothing was changed.")
            _answer(call, {"id": record_id, "state": state, "changed": record_id in changed}, words, ())


def _answer(call: Call, answer: Mapping[str, object], words: str, problems: Iterable[Problem]) -> None:
    if call.json:
        output.write(output.as_json(failures.with_warnings(answer, problems)))
        return
    output.write(words)
    failures.say_warnings(problems)
