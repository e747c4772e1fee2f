"""What plate, identity and phone share: a value recorded as it really was (按实际登记), `{"text": …, "as_seen": true}`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import Parsed, shown
from checkpoint_app.model.problems import Problem, Severity, error, register
from checkpoint_app.model.text import clean_text

register({"SEEN_TOO_LONG": noop("What was seen has {length} characters; {limit} are the most. Put the rest into the note.")})

LIMIT: Final = 100


def given(raw: object) -> tuple[str, bool] | None:
    """What was typed and whether it is confirmed as seen; None for another shape."""
    if isinstance(raw, str):
        return raw, False
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw), False
    if isinstance(raw, Mapping) and raw.keys() <= {"text", "as_seen"} and isinstance(raw.get("text"), str):
        return str(raw["text"]), raw.get("as_seen") is True
    return None


def keep(text: str, found: list[Problem]) -> Parsed:
    """The value as seen; what would have refused it only warns."""
    kept = clean_text(text, multiline=False).strip()
    if not kept:
        return None, []
    if len(kept) > LIMIT:
        return None, [error("SEEN_TOO_LONG", length=len(kept), limit=LIMIT)]
    return {"text": kept, "as_seen": True}, softened(found)


def softened(found: list[Problem]) -> list[Problem]:
    """Errors as warnings: somebody looked twice and confirmed."""
    return [
        Problem(field=problem.field, severity=Severity.WARN, code=problem.code, details=problem.details)
        if problem.severity is Severity.ERROR
        else problem
        for problem in found
    ]


def text_of(value: object) -> str:
    """The text of a value in either shape."""
    if isinstance(value, Mapping) and isinstance(value.get("text"), str):
        return shown(value["text"])
    return shown(value)


def with_text(value: object, text: str) -> object:
    """The same shape with another text."""
    return {**value, "text": text} if isinstance(value, Mapping) else text
