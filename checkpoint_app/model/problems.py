"""What is wrong with a value, in words: the one shape in which every rule of the field answers. Pure.

A rule returns a list of `Problem`; an empty list means fine. ERROR: cannot be saved. WARN: saved, shown, the flag kept. INFO: shown.
Form, store, import and command line use the same rules and the same words.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checkpoint_app.i18n import tr

MESSAGES: dict[str, str] = {}
"""Code → English sentence with named placeholders. Filled by `register`, listed by `checkpoint-app errors`."""


class Severity(StrEnum):
    ERROR = "error"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about one field. `field` is a key, or a path such as `persons[2].document_number`."""

    field: str
    severity: Severity
    code: str
    details: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def text(self) -> str:
        """The sentence, in the language of the moment."""
        return tr(MESSAGES[self.code], **self.details)

    def at(self, path: str) -> Problem:
        """The same finding about another place: a rule that knows a value only is told where it stood."""
        return Problem(field=path, severity=self.severity, code=self.code, details=self.details)


def register(messages: Mapping[str, str]) -> None:
    """Adds the sentences of one module. Raises ValueError when a code is taken by another sentence."""
    for code, text in messages.items():
        if MESSAGES.setdefault(code, text) != text:
            raise ValueError(code)


def error(code: str, /, field: str = "", **details: object) -> Problem:
    return Problem(field=field, severity=Severity.ERROR, code=code, details=details)


def warn(code: str, /, field: str = "", **details: object) -> Problem:
    return Problem(field=field, severity=Severity.WARN, code=code, details=details)


def info(code: str, /, field: str = "", **details: object) -> Problem:
    return Problem(field=field, severity=Severity.INFO, code=code, details=details)


def is_refused(problems: list[Problem]) -> bool:
    """True when at least one finding forbids saving."""
    return any(problem.severity is Severity.ERROR for problem in problems)
