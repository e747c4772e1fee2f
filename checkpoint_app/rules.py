"""The tables of `resources/rules`: dated or local data that changes without a change of code, such as plate letters.

Read once, never written. What a standard fixes (weights, provinces, plate forms) is a constant of the model module that uses it.
Takes no part in the rules themselves: a rule gets its table as an argument and uses the shipped one where none is given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from checkpoint_app import paths


@cache
def table(name: str) -> Mapping[str, Any]:
    """The content of `resources/rules/NAME.toml`. Raises FileNotFoundError."""
    with paths.resource("rules", f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def authority_letters() -> Mapping[str, Mapping[str, str]]:
    """Province character → issuing-authority letter → place. A province that is not there is not checked."""
    letters: Mapping[str, Mapping[str, str]] = table("plates")["authority"]
    return letters


def plate_codes() -> Mapping[str, str]:
    """GA/T 16.7 code of a plate → its Chinese name."""
    codes: Mapping[str, str] = table("plates")["ga_t_16_7"]
    return codes


def region_lists() -> Mapping[str, Mapping[str, str]]:
    """First digits of a region code → the complete list of codes under it, today's and abolished ones, with their names."""
    lists: Mapping[str, Mapping[str, str]] = table("regions")["under"]
    return lists
