"""Words in two languages, without Qt, so that command line, paper and window speak the same ones.

Source strings are English and stand in the code as literals: `tr("Save")`, `tr("{n} entries", n=3)`. Chinese comes from
`resources/i18n/zh/*.json`, flat objects of English to Chinese, one file per package so that a reader finds them. Where one
English text needs two Chinese ones the source string carries a context after a bar: `tr("Open|shift")`; the bar and what
follows never show. A number may choose the word after it: `tr("{n} {n:entry/entries}", n=1)`. Texts kept in class attributes or
tables are marked with `noop("…")` and translated when shown.

Decision: our own catalogue instead of Qt's `.qm` files. Errors, paper and command line need the texts without Qt, the language is
switched at run time, and a test walks the sources for literals without a Chinese text. Rejected: two catalogues kept in step.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from checkpoint_app import paths

LANGUAGES = ("zh", "en")
NAMES = {"zh": "中文", "en": "English"}
"""What each language calls itself."""
_language = "zh"
_spoken: ContextVar[str] = ContextVar("spoken", default="")
"""The language of one request of a server, where several are answered at once; empty: the program's."""


def noop(text: str) -> str:
    """Marks a source string that is translated later."""
    return text


def language() -> str:
    """The language of the moment: `zh` or `en`."""
    return _spoken.get() or _language


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Another language for what is said inside, in this thread or request only. Raises ValueError for an unknown code."""
    if code not in LANGUAGES:
        raise ValueError(code)
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def set_language(code: str) -> None:
    """Switches the language of everything translated from now on. Raises ValueError for an unknown code."""
    global _language
    if code not in LANGUAGES:
        raise ValueError(code)
    _language = code


@cache
def catalogue() -> dict[str, str]:
    """English to Chinese, from all files of `resources/i18n/zh`."""
    words: dict[str, str] = {}
    for file in sorted(paths.resource("i18n", "zh").glob("*.json")):
        words.update(json.loads(file.read_text(encoding="utf-8")))
    return words


class Counted(str):
    """A number as it is written, which knows one from many: `{n:entry/entries}`."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if "/" not in spec:
            return super().__format__(spec)
        one, many = spec.split("/", 1)
        return one if self == "1" else many


_NARROW = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
"""The font of both languages draws the curly quotation marks as wide as a Chinese character."""
_CHOOSES = re.compile(r"\{(\w+):[^{}]*/[^{}]*\}")


def tr(text: str, /, **values: object) -> str:
    """The text in the language of the moment with its named placeholders filled."""
    shown = catalogue().get(text, text) if language() == "zh" else text.translate(_NARROW)
    if "|" in text and (language() == "en" or shown == text):
        shown = shown.split("|", 1)[0]
    for name in _CHOOSES.findall(shown):
        values[name] = Counted(values[name])
    return shown.format(**values) if values else shown
