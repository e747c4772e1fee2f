"""What every command understands, the types of options, and the class of all commands.

All options stand anywhere: before the command, between its words, behind them. `arrange` splits words from options by one rule, for
which it has to know which options take a value: `VALUED` and `FLAGS` name every option of every command (a test compares). So one
option has one shape in the whole program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from checkpoint_app import paths
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.errors import EXIT_DONE
from checkpoint_app.i18n import LANGUAGES, noop, tr

VALUED = frozenset(
    {
        "--admit",
        "--approved-by",
        "--at",
        "--basis",
        "--by",
        "--checked-by",
        "--code",
        "--commander",
        "--crew",
        "--database",
        "--deadline",
        "--document",
        "--duty",
        "--fingerprint",
        "--first",
        "--floor",
        "--folder",
        "--for",
        "--format",
        "--freeze",
        "--from",
        "--host",
        "--kind",
        "--lang",
        "--made",
        "--limit",
        "--name",
        "--new-password-file",
        "--note",
        "--number",
        "--officer",
        "--operation",
        "--output",
        "--password-file",
        "--period",
        "--photos",
        "--port",
        "--reader",
        "--reason",
        "--receiver",
        "--records",
        "--report",
        "--recovery-key-file",
        "--seed",
        "--serviced",
        "--sheet",
        "--size",
        "--shift",
        "--site",
        "--source",
        "--special",
        "--store",
        "--to",
        "--typed",
        "--unit",
        "--unit-code",
        "--url",
        "--values",
        "--window",
        "--workbook",
        "-o",
    }
)
FLAGS = frozenset(
    {
        "--atomic",
        "--dry-run",
        "--help",
        "--join",
        "--json",
        "--open",
        "--station",
        "--summary",
        "--unmasked",
        "--version",
        "--void",
        "--withdrawn",
        "-h",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What every command is told: who asks, for which store, and how the answer is wanted."""

    command: str
    json: bool
    store: Path
    officer: str
    password_file: Path | None


@dataclass(frozen=True, slots=True)
class Arranged:
    """An argument list as words and options; each option stands with its value."""

    words: tuple[str, ...]
    options: tuple[str, ...]

    def value(self, name: str) -> str | None:
        """The last value of an option, before click has read anything."""
        found = None
        for at, option in enumerate(self.options):
            if option == name and at + 1 < len(self.options):
                found = self.options[at + 1]
            elif option.startswith(f"{name}="):
                found = option.partition("=")[2]
        return found

    def has(self, *flags: str) -> bool:
        return any(flag in self.options for flag in flags)


def arrange(arguments: Sequence[str]) -> Arranged:
    """Words and options of an argument list, wherever they stand; behind `--` there are only words."""
    words: list[str] = []
    options: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            words += waiting
        elif not argument.startswith("-") or argument == "-":
            words.append(argument)
        else:
            options.append(argument)
            if argument in VALUED:
                options += [value for value in [next(waiting, None)] if value is not None]
    return Arranged(tuple(words), tuple(options))


def unknown(arranged: Arranged) -> str | None:
    """The first option that no command has, or None."""
    waiting = iter(arranged.options)
    for option in waiting:
        if option in VALUED:
            next(waiting, None)
        elif option not in FLAGS and option.partition("=")[0] not in VALUED and not _is_short(option):
            return option.partition("=")[0]
    return None


def _is_short(option: str) -> bool:
    """-oFILE: a short option with its value behind it."""
    return option[:2] in VALUED and not option.startswith("--")


def day(value: str) -> date:
    """A business day, 2026-11-20."""
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise UsageFault(tr("“{value}” is not a day; a day is written 2026-11-20.", value=value)) from error


def moment(value: str) -> str:
    """A moment as text: ISO 8601; without a zone it is unit time, which only the open store knows."""
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageFault(tr("“{value}” is not a time; a time is written 2026-11-20T19:30.", value=value)) from error
    return value


def names(value: str) -> tuple[str, ...]:
    """Badge numbers or names, separated by commas."""
    return tuple(part.strip() for part in value.replace("，", ",").replace("、", ",").split(",") if part.strip())


def whole(value: str | int) -> int:
    """A whole number, 0 or more."""
    written = str(value)
    if not (written.isascii() and written.isdigit() and len(written) < 12):
        raise UsageFault(tr("“{value}” is not a whole number.", value=value))
    return int(written)


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def word(value: str) -> str:
        if value not in words:
            raise UsageFault(tr("“{value}” is none of: {words}.", value=value, words=", ".join(words)))
        return value

    return word


def input_file(value: str) -> Path:
    """A file to read; `-` stands for stdin."""
    if value != "-" and not Path(value).is_file():
        raise UsageFault(tr("There is no file {file}.", file=value))
    return Path(value)


def json_object(value: str) -> Mapping[str, Any]:
    """A JSON object written on the command line."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageFault(tr("“{value}” is not a JSON object.", value=value[:60]))
    return found


def common() -> list[click.Parameter]:
    """The options of every command."""
    return [
        click.Option(["--json", "as_json"], is_flag=True, help=noop("One JSON object per line on stdout")),
        click.Option(["--store"], metavar="DIR", type=Path, help=noop("Folder of the store; default: the user's own")),
        click.Option(["--lang"], metavar="zh|en", type=one_of(*LANGUAGES), help=noop("Language; default: Chinese")),
        click.Option(["--officer"], metavar="NUMBER", help=noop("Badge number that unlocks; also from CHECKPOINT_OFFICER")),
        click.Option(
            ["--password-file"],
            metavar="FILE",
            type=input_file,
            help=noop("File with the password in its first line; also from CHECKPOINT_PASSWORD"),
        ),
    ]


class Command(click.Command):
    """A command: its own options and the common ones, which it hands on as a `Call`."""

    def __init__(self, name: str | None, **attributes: Any) -> None:
        super().__init__(name, add_help_option=False, **attributes)
        self.params += common()
        self.context_settings = {"allow_extra_args": True, "help_option_names": []}

    def invoke(self, ctx: click.Context) -> int:
        """Calls the function behind the command; returns its exit code."""
        if ctx.args:
            raise UsageFault(tr("Too many words: {words}.", words=" ".join(ctx.args)), command=ctx.command_path)
        given = dict(ctx.params)
        given.pop("lang")
        call = Call(
            command=ctx.command_path,
            json=given.pop("as_json") or given.get("form") == "json",
            store=given.pop("store") or paths.default_store(),
            officer=given.pop("officer") or "",
            password_file=given.pop("password_file"),
        )
        assert self.callback is not None  # noqa: S101  the decorator gives every command one
        return ctx.invoke(self.callback, call, **given) or EXIT_DONE


def command(function: Callable[..., int | None]) -> Command:
    """Makes a function of a `Call` and its options a command."""
    return click.command(cls=Command)(function)


def call_of(options: Sequence[str]) -> Call:
    """The common options where there is no command: the window starts with them."""
    bare = command(lambda _call: None)
    context = bare.make_context("checkpoint-app", list(options))
    return Call(command="", json=False, store=context.params["store"] or paths.default_store(), officer="", password_file=None)


PERIOD = (
    click.option("--from", "first", metavar="D", type=day, help=noop("First business day")),
    click.option("--to", "last", metavar="D", type=day, help=noop("Last business day, included")),
)
UNMASKED = (
    click.option("--unmasked", is_flag=True, help=noop("With personal data; needs a reason and the role of clerk or leader")),
    click.option("--reason", metavar="TEXT", default="", help=noop("Why, in a few words")),
)


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several shared options at once, in the order given."""

    def add(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def day_text(value: date | None) -> str:
    """A day as the store takes it; empty for none."""
    return value.isoformat() if value else ""
