"""`choice`: one code of a list. The words of both languages are understood on input; the code is stored."""

from __future__ import annotations

from random import Random

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened, shown
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field
from checkpoint_app.model.text import fold

register({"CHOICE_UNKNOWN": noop("“{text}” is not in the list of “{label}”: choose one from the list.")})


class ChoiceKind(Kind):
    name = "choice"
    keys = frozenset({"choices", "default"})
    may_default = True

    def parse(self, field: Field, raw: object, _context: Context, /) -> Parsed:
        code = code_of(field, raw)
        if code is None:
            return None, [error("CHOICE_UNKNOWN", text=shortened(raw), label=field.label)]
        return code, []

    def text(self, field: Field, value: object, _context: Context, /) -> str:
        return word(field, value)

    def search(self, field: Field, value: object, _context: Context, /) -> list[str]:
        return words_of(field, [value])

    def sample(self, field: Field, random: Random, _context: Context, /) -> object:
        return random.choice([choice.code for choice in field.choices if not choice.retired])

    def masked(self, field: Field, value: object, /) -> object:
        return value if code_of(field, value) is not None else HIDDEN


def code_of(field: Field, raw: object) -> str | None:
    """The code for a code or a word of the list; a number is the code that is written so."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        return None
    return raw if raw in field.codes else field.words.get(fold(raw.strip()))


def word(field: Field, code: object) -> str:
    """The short word for a code, in the language of the moment; what is no code stands for itself."""
    choice = field.codes.get(code) if isinstance(code, str) else None
    return shown(code) if choice is None else choice.brief


def words_of(field: Field, codes: list[object]) -> list[str]:
    """The Chinese words for codes: the index must not depend on the language in which the window was when it was written."""
    known = [field.codes[code].label for code in codes if isinstance(code, str) and code in field.codes]
    return [words.get("zh") or words.get("en", "") for words in known]


KIND = ChoiceKind()
