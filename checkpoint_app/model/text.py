"""What is done to text before it is kept, compared or looked for. Pure. Sources: domain §11, design §4 and §5 (search).

Free text keeps everything but C0 controls. Names are never normalised by Unicode forms (NFC and NFKC lose written forms of rare
characters). Only number-like values (plates, identity and telephone numbers) go through NFKC, in `code_form`.
Folding for search gives one code point for one code point, so that a position in the folded text is one in the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, error, register, warn

register(
    {
        "NAME_CHARACTER": noop("The name holds an invisible character ({code}): delete it and type the name again."),
        "NAME_TOO_LONG": noop("The name has {length} characters; {limit} are the most."),
        "NAME_PRIVATE": noop("The name holds a private-use character ({code}): compare it with the document."),
        "NAME_DOT": noop("A full stop stands inside the name. If it is the dot of the name, write {suggestion}."),
    }
)

NAME_LIMIT = 100
"""Code points of a name (民委发〔2016〕33号 asks for 50 at least)."""
MIDDLE_DOT = "\u00b7"
"""The one dot inside names, GB 18030 A1A4 (民委发〔2016〕33号)."""
FIELD_BREAK = "z"
"""The search token that ends a field, so that no phrase runs on into the next; no other token looks like it."""

_NAME_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\u16eb\u0387"), MIDDLE_DOT)
_FULL_STOPS = ".\uff0e"
_BIDI = {code: f"\u27e6U+{code:04X}\u27e7" for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_LINE: dict[int, str | None] = dict.fromkeys(range(0x20)) | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_LINES = {code: put for code, put in _LINE.items() if code != 0x0A}
_HALVED = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | {0x3000: " "}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class _Folding(dict[int, str]):
    """Code point → what it is compared as; worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = _HALVED.get(code) or chr(code)
        folded = char.casefold()
        self[code] = folded = folded if len(folded) == 1 else char
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text as it is searched and compared: without case and full width, code point by code point. ℃, #, é stay themselves."""
    return text.translate(_FOLDING)


def single(char: str) -> str:
    """The search token of one folded character."""
    return f"{ord(char):x}"


def pair(first: str, second: str) -> str:
    """The search token of two neighbours. The `g`, no hex digit, is needed: without it `a中` and `慎-` would be one token."""
    return f"{ord(first):x}g{ord(second):x}"


def pairs(word: str) -> list[str]:
    """The tokens of all neighbours of a folded text; fewer than two characters have none."""
    return [pair(first, second) for first, second in pairwise(word)]


def tokens(fields: Sequence[str]) -> tuple[str, str]:
    """Folded fields → the two columns of the search index: single characters; neighbouring pairs; a break after each field."""
    found = [_field_tokens(field) for field in fields]
    return " ".join(one for one, _ in found), " ".join(two for _, two in found)


@lru_cache(maxsize=4096)
def _field_tokens(field: str) -> tuple[str, str]:
    """Of one field. Kept: names of the site and its officers stand in every entry of a shift."""
    return " ".join([*map(single, field), FIELD_BREAK]), " ".join([*pairs(field), FIELD_BREAK])


def clean_text(text: str, *, multiline: bool) -> str:
    """Free text as it is kept: without C0 controls, but line feeds in notes. Half a surrogate pair becomes U+FFFD."""
    return text.translate(_LINES if multiline else _LINE)


def visible(text: str) -> str:
    """For screen and paper: characters that turn the direction of writing show as a marker such as ⟦U+202E⟧."""
    return text.translate(_BIDI)


def natural_key(text: str) -> str:
    """A part of a natural key: full-width ASCII halved, runs of white space one space, none at the ends (design §4)."""
    return " ".join(text.translate(_HALVED).split())


def clean_name(text: str) -> tuple[str, list[Problem]]:
    """A person's or place's name in normal form: stripped, its dots U+00B7, nothing else touched (domain §11)."""
    name = text.strip().translate(_NAME_DOTS)
    problems = [
        error("NAME_CHARACTER", code=_label(char)) for char in dict.fromkeys(name) if unicodedata.category(char) in _INVISIBLE
    ]
    if len(name) > NAME_LIMIT:
        problems.append(error("NAME_TOO_LONG", length=len(name), limit=NAME_LIMIT))
    private = next((char for char in name if unicodedata.category(char) == "Co"), "")
    if private:
        problems.append(warn("NAME_PRIVATE", code=_label(private)))
    dotted = _with_dots(name)
    if dotted != name:
        problems.append(warn("NAME_DOT", suggestion=visible(dotted)))
    return name, problems


def code_form(text: str, separators: str) -> str:
    """A number-like value (plate, identity, telephone) for comparison: NFKC, ASCII letters upper-case, without white space,
    invisible format characters and the given separators."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if not char.isspace() and char not in separators and unicodedata.category(char) != "Cf"
    )
    # Upper-casing before the last NFKC, and of ASCII only: otherwise a second pass could compose differently.
    return unicodedata.normalize("NFKC", plain.translate(_UPPER))


def _label(char: str) -> str:
    return f"U+{ord(char):04X}"


def _with_dots(name: str) -> str:
    """The name with a middle dot for a full stop between two characters beyond ASCII: `买买提.吐尔逊`, not `J. Smith`."""
    chars = list(name)
    for at in range(1, len(name) - 1):
        if name[at] in _FULL_STOPS and not name[at - 1].isascii() and not name[at + 1].isascii():
            chars[at] = MIDDLE_DOT
    return "".join(chars)
