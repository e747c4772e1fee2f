"""`check` and `errors`: rules of the field and codes of errors, for other programs. Neither needs a store."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from checkpoint_app.cli import failures, output
from checkpoint_app.cli.options import Call, command
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import label

if TYPE_CHECKING:
    from types import ModuleType

Rule = Callable[[str], tuple[Any, list[Problem]]]
"""Text → what was read (with `kind` and `text`) or None, and what is wrong."""

_NO_WORDS: Mapping[str, str] = {}
_WINDOW = ("checkpoint_app.app", "checkpoint_app.gui", "checkpoint_app.hub", "checkpoint_app.__main__")


@command
@click.argument("values", metavar="VALUE", nargs=-1)
def check_plate(call: Call, values: Sequence[str]) -> int:
    from checkpoint_app.model import plate

    return _check(call, values, plate.parse, plate.PLATE_KIND_LABELS)


@command
@click.argument("values", metavar="VALUE", nargs=-1)
def check_identity(call: Call, values: Sequence[str]) -> int:
    from checkpoint_app.model import identity

    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return _check(call, values, lambda value: identity.parse(value, today=today))


@command
@click.argument("values", metavar="VALUE", nargs=-1)
def check_phone(call: Call, values: Sequence[str]) -> int:
    from checkpoint_app.model import phone

    return _check(call, values, phone.parse)


def _check(call: Call, values: Sequence[str], rule: Rule, kinds: Mapping[str, str] = _NO_WORDS) -> int:
    """Answers each value at once: who pipes values in may wait for each answer. `kinds` are words for people."""
    code = EXIT_DONE
    for value in _lines() if values in ((), ("-",)) else values:
        found, problems = rule(value)
        if found is None:
            code = EXIT_REFUSED
        if call.json:
            output.write(output.as_json(_object(value, found, problems)))
        else:
            output.write(_sentence(value, found, problems, kinds))
        output.flush()
    return code


def _lines() -> Iterator[str]:
    """The lines of stdin that are not blank. Bytes that are no UTF-8 stay visible in the answer."""
    for number, data in enumerate(sys.stdin.buffer):
        line = (data.removeprefix(b"\xef\xbb\xbf") if number == 0 else data).decode(errors="replace").rstrip("\r\n")
        if line.strip():
            yield line


def _object(value: str, found: Any, problems: Iterable[Problem]) -> dict[str, object]:
    if found is None:
        first = failures.refusing(problems)[0]
        return {"value": value, "ok": False, "error": first.code, "message": first.text()}
    return failures.with_warnings({"value": value, "ok": True, "kind": str(found.kind), "normal": found.text}, problems)


def _sentence(value: str, found: Any, problems: Iterable[Problem], kinds: Mapping[str, str]) -> str:
    shown = output.one_line(value)
    words = " ".join(problem.text() for problem in problems)
    if found is None:
        return tr("✗ {value}: {what}", value=shown, what=words)
    right = tr("✓ {value}: {kind}, {normal}", value=shown, kind=label(kinds, found.kind), normal=found.text)
    return f"{right} ({words})" if words else right


@command
def errors(call: Call) -> None:
    """Every code an error object can carry, with its sentence; braces hold the place of details."""
    from checkpoint_app.errors import all_user_errors
    from checkpoint_app.model.problems import MESSAGES

    _load_everything()
    rows = {kind.code: (kind.exit_code, tr(kind.message), tr(kind.hint)) for kind in all_user_errors()}
    rows |= {code: (EXIT_REFUSED, tr(message), "") for code, message in MESSAGES.items()}
    for code, (exit_code, message, hint) in sorted(rows.items()):
        if call.json:
            output.write(output.as_json({"code": code, "exit": exit_code, "message": message, "hint": hint}))
        else:
            output.write(f"{code:<28} {exit_code}  {message}")


def _load_everything() -> Iterable[ModuleType]:
    """Codes register themselves when their module is loaded. The window has none that a command could answer with."""
    import importlib
    import pkgutil

    import checkpoint_app

    found = pkgutil.walk_packages(checkpoint_app.__path__, "checkpoint_app.")
    return [importlib.import_module(module.name) for module in found if not module.name.startswith(_WINDOW)]
