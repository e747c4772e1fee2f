"""Errors of the command line: as objects for programs, as sentences for people, and the exit code that goes with them.

An error that ends a command goes to stderr; a refused row goes to stdout, in its place among the answers.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path

import checkpoint_app
from checkpoint_app.cli import output
from checkpoint_app.errors import EXIT_OUR_BUG, EXIT_USAGE, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, Severity

EXIT_INTERRUPTED = 130
_PACKAGE = Path(checkpoint_app.__file__).parent


class UsageFault(UserError):
    """The call itself is wrong. `what` is a whole sentence."""

    code = "USAGE"
    message = noop("{what}")
    hint = noop("See: {command} --help")
    exit_code = EXIT_USAGE

    def __init__(self, what: str, *, field: str | None = None, command: str = "checkpoint-app") -> None:
        super().__init__(field=field, what=what, command=command)


class FileTrouble(UserError):
    code = "FILE_TROUBLE"
    message = noop("The file {file} cannot be read or written: {what}.")
    hint = noop("Check the path, the permissions and the free room of the disk.")


class AnswersNotRead(UserError):
    """The program that reads the answers has gone away while input was left."""

    code = "ANSWERS_NOT_READ"
    message = noop("Nobody reads the answers any more; stopped after line {line}.")
    hint = noop("What was answered is saved. Start again with the lines after it.")


def error_object(code: str, message: str, *, field: str | None = None, line: int | None = None) -> dict[str, object]:
    """The shape of every error (design §9)."""
    return {"error": code, "field": field or None, "line": line, "message": message}


def to_object(error: UserError, line: int | None = None) -> dict[str, object]:
    """An error as an object. Of values that break rules it names the first; all are under `errors` when there are several."""
    problems = refusing(getattr(error, "problems", ()))
    if not problems:
        return error_object(error.code, str(error), field=error.field, line=line)
    first = problems[0]
    found = error_object(first.code, first.text(), field=first.field, line=line)
    if len(problems) > 1:
        found["errors"] = [problem_object(problem) for problem in problems]
    return found


def problem_object(problem: Problem) -> dict[str, object]:
    """One finding inside `warnings` or `errors`."""
    return {"code": problem.code, "field": problem.field or None, "message": problem.text()}


def refusing(problems: Iterable[Problem]) -> list[Problem]:
    """The findings that forbid saving."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def with_warnings(answer: Mapping[str, object], problems: Iterable[Problem]) -> dict[str, object]:
    """An answer with what was no obstacle, under `warnings` where there is any."""
    warnings = [problem_object(problem) for problem in problems if problem.severity is not Severity.ERROR]
    return {**answer, **({"warnings": warnings} if warnings else {})}


def say_warnings(problems: Iterable[Problem]) -> None:
    """The same for people, on stderr."""
    for problem in problems:
        if problem.severity is not Severity.ERROR:
            output.say(tr("Note: {what}", what=problem.text()))


def sentence(found: Mapping[str, object]) -> str:
    """An error object as one line for people: where, then what."""
    message = str(found["message"])
    for other in found.get("errors", ())[1:]:  # type: ignore[index]
        message += " " + str(other["message"])
    where = [tr("line {line}", line=found["line"])] if found["line"] else []
    where += [str(found["field"])] if found["field"] else []
    return tr("{where}: {what}", where=", ".join(where), what=message) if where else message


def ends(error: UserError, *, as_json: bool) -> int:
    """Says on stderr why a command ended and returns its exit code."""
    found = to_object(error)
    output.say(output.as_json(found) if as_json else str(error))
    return error.exit_code


def system_error(error: OSError) -> UserError:
    """An operating-system error that no part named."""
    return FileTrouble(file=error.filename or "-", what=error.strerror or str(error))


def interrupted() -> int:
    """Ctrl+C."""
    output.say(tr("Stopped. What was answered is saved."))
    return EXIT_INTERRUPTED


def our_bug(error: BaseException) -> int:
    """One sentence with the way through the code; no message of the exception, because it may hold what was typed."""
    steps = [
        f"{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    path = " → ".join(steps[-4:])
    output.say(
        tr(
            "Our mistake: {kind} at {path}. Please report this line; what was saved is safe.",
            kind=type(error).__name__,
            path=path,
        )
    )
    return EXIT_OUR_BUG
