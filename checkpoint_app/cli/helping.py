"""`--help`: the commands, and one command with its options, in the language of the moment. Must not run anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from checkpoint_app.cli.output import width
from checkpoint_app.i18n import tr

_INDENT = "  "


def of_program(commands: Iterable[tuple[str, str]]) -> str:
    """What there is: name and sentence of each command."""
    return "\n".join(
        [
            f"{tr('Usage')}: checkpoint-app [{tr('command')}] [{tr('options')}]",
            "",
            tr("Without a command the desktop program starts. All options stand anywhere."),
            "",
            f"{tr('Commands')}:",
            *_aligned([(name, tr(text)) for name, text in commands]),
            "",
            tr("Options of one command: checkpoint-app COMMAND --help. Codes of errors: checkpoint-app errors."),
            tr("Exit: 0 done, 1 found wrong, 2 usage, 3 some input refused, 4 cannot, 70 our mistake."),
        ]
    )


def of_command(name: str, help: str, command: click.Command) -> str:
    """One command: its words and its options, own ones first."""
    words = [_word(param) for param in command.params if isinstance(param, click.Argument)]
    options = [param for param in command.params if isinstance(param, click.Option)]
    return "\n".join(
        [
            " ".join([f"{tr('Usage')}: checkpoint-app {name}", *words, f"[{tr('options')}]"]),
            "",
            tr(help),
            "",
            f"{tr('Options')}:",
            *_aligned([(_option(option), tr(option.help or "")) for option in options]),
        ]
    )


def parameter_name(param: click.Parameter) -> str:
    """How an option or a word of a command is called in sentences: --duty, FILE."""
    return param.opts[0] if isinstance(param, click.Option) else str(param.metavar or param.name)


def _word(argument: click.Argument) -> str:
    shown = parameter_name(argument) + ("…" if argument.nargs == -1 else "")
    return shown if argument.required else f"[{shown}]"


def _option(option: click.Option) -> str:
    names = ", ".join(option.opts)
    return names if option.is_flag else f"{names} {option.metavar}"


def _aligned(rows: Sequence[tuple[str, str]]) -> list[str]:
    widest = max(width(name) for name, _ in rows)
    return [f"{_INDENT}{name}{' ' * (widest - width(name))}{_INDENT}{text}".rstrip() for name, text in rows]
