"""The lists of choices that forms name: `resources/rules/lists.toml`, read once. Codes are stored, words are shown.

A choice's keys are code, zh, en, and where needed short, hint, key, retired, flags; whatever else stands there (laws, deadlines) is in
`Choice.extra` for who asks. Kept apart from the model, which reads no file, and from the store, which the command line may do without.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from checkpoint_app import rules
from checkpoint_app.model.template import Choice, Words, label

_KNOWN = frozenset({"code", "zh", "en", "short", "hint", "key", "retired", "flags"})


@cache
def choices() -> Mapping[str, tuple[Choice, ...]]:
    """Every list by its name."""
    return {name: tuple(_choice(row) for row in found) for name, found in rules.table("lists").items()}


def word(name: str, code: str | None) -> str:
    """The word of a list for a code, in the language of the moment; what is not in the list stands as it was written."""
    if not code:
        return ""
    return next((label(choice.label) for choice in choices().get(name, ()) if choice.code == code), code)


def _choice(row: Mapping[str, Any]) -> Choice:
    return Choice(
        code=row["code"],
        label=Words(zh=row["zh"], en=row["en"]),
        short=Words(row["short"]) if "short" in row else None,
        hint=Words(row["hint"]) if "hint" in row else None,
        key=row.get("key"),
        retired=row.get("retired", False),
        extra={key: value for key, value in row.items() if key not in _KNOWN} | dict.fromkeys(row.get("flags", ()), True),
    )
