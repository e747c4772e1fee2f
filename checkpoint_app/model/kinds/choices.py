"""`choices`: any number of codes of a list, each once, in the order given. 无异常 is an empty array, never a code (design §4)."""

from __future__ import annotations

from random import Random
from typing import Final

from checkpoint_app.i18n import noop
from checkpoint_app.model.kinds.choice import code_of, word, words_of
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, given_list, listed, shortened, shown
from checkpoint_app.model.problems import error, register
from checkpoint_app.model.template import Context, Field

register({"CHOICES_NONE": noop("“None” cannot stand beside other choices: take one of the two away.")})

NONE_WORDS: Final = frozenset({"NONE", "无异常", "无"})
"""What people write for an empty array."""


class ChoicesKind(Kind):
    name = "choices"
    keys = frozenset({"choices", "default"})
    may_default = True

    def parse(self, field: Field, raw: object, _context: Context, /) -> Parsed:
        whole = code_of(field, raw)
        given = [raw] if whole is not None else given_list(raw)
        codes: dict[str, None] = {}
        nones = 0
        for item in given:
            code = code_of(field, item)
            if code is not None:
                codes[code] = None
            elif isinstance(item, str) and item.strip().upper() in NONE_WORDS:
                nones += 1
            else:
                return None, [error("CHOICE_UNKNOWN", text=shortened(item), label=field.label)]
        if codes and nones:
            return None, [error("CHOICES_NONE")]
        return list(codes), []

    def text(self, field: Field, value: object, _context: Context, /) -> str:
        return listed(word(field, code) for code in value) if isinstance(value, list) else shown(value)

    def search(self, field: Field, value: object, _context: Context, /) -> list[str]:
        return words_of(field, value) if isinstance(value, list) else []

    def sample(self, field: Field, random: Random, _context: Context, /) -> object:
        codes = [choice.code for choice in field.choices if not choice.retired]
        return random.sample(codes, min(len(codes), random.randint(1, 2)))

    def masked(self, field: Field, value: object, /) -> object:
        return (
            value if isinstance(value, list) and all(code in field.codes for code in value if isinstance(code, str)) else HIDDEN
        )


KIND = ChoicesKind()
