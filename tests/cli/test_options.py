"""Every option of every command is known to the splitting of words and options; else it would be refused before its command sees it."""

from __future__ import annotations

from importlib import import_module

import click

from checkpoint_app.cli import options
from checkpoint_app.cli.program import COMMANDS


def declared() -> dict[str, bool]:
    """Option → whether it is a flag."""
    found: dict[str, bool] = {}
    for place in COMMANDS.values():
        command = getattr(import_module(f"checkpoint_app.cli.{place.module}"), place.name)
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                found.update(dict.fromkeys(parameter.opts, parameter.is_flag))
    return found


def test_options_with_a_value_are_listed() -> None:
    assert sorted(name for name, flag in declared().items() if not flag and name not in options.VALUED) == []


def test_flags_are_listed() -> None:
    assert sorted(name for name, flag in declared().items() if flag and name not in options.FLAGS) == []


def test_no_option_is_both() -> None:
    assert options.VALUED.isdisjoint(options.FLAGS)
