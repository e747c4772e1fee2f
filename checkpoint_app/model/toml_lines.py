"""On which line of a TOML text each value stands. Pure.

`tomllib` reads the values but keeps no places. This walks a text that tomllib has accepted — so only valid TOML reaches it — and notes
the line of every key, table and element. Needed only when something is wrong with the content.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys and positions from the top: ("field", 3, "choices", 0, "code")."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACES = re.compile(r"[ \t]*")
_KEY = re.compile(r"[A-Za-z0-9_-]+|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"""(?:""|")?|\'\'\'.*?\'\'\'(?:\'\'|\')?|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_OTHER = re.compile(r"[^,\]}#\n]+")


def lines(source: str) -> dict[Path, int]:
    """Path → line, counted from 1."""
    return _Walk(source).walk()


class _Walk:
    """One pass over the text. `at` is the place reached; the methods `_…` each pass over one construct."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.found: dict[Path, int] = {}
        self.starts = [match.end() for match in re.finditer("\n", source)]
        self.counts: dict[Path, int] = {}

    def walk(self) -> dict[Path, int]:
        table: Path = ()
        self._pass(_BLANK)
        while self.at < len(self.source):
            if self.source.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._pass(_BLANK)
        return self.found

    def _pass(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        if match is None:
            raise ValueError(self.at)
        self.at = match.end()
        return match.group()

    def _note(self, path: Path) -> None:
        self.found.setdefault(path, bisect_right(self.starts, self.at) + 1)

    def _header(self) -> Path:
        many = self.source.startswith("[[", self.at)
        self.at += 2 if many else 1
        start = self.at
        keys = self._keys()
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        end, self.at = self.at, start
        self._note(path)
        if many:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
            self._note(path)
        else:
            path = self._inside(path)
        self.at = end + (2 if many else 1)
        return path

    def _inside(self, path: Path) -> Path:
        """A table named through an array of tables is its newest element."""
        return (*path, self.counts[path]) if path in self.counts else path

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._pass(_SPACES)
            written = self._pass(_KEY)
            keys.append(str(tomllib.loads(f"key = {written}")["key"]) if written[0] in "\"'" else written)
            self._pass(_SPACES)
            if not self.source.startswith(".", self.at):
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        start = self.at
        keys = self._keys()
        after, self.at = self.at + 1, start
        for depth in range(1, len(keys) + 1):
            self._note((*table, *keys[:depth]))
        self.at = after
        self._value((*table, *keys))

    def _value(self, path: Path) -> None:
        self._pass(_BLANK)
        self._note(path)
        opening = self.source[self.at]
        if opening == "[":
            self._elements(path)
        elif opening == "{":
            self._inline(path)
        else:
            self._pass(_STRING if opening in "\"'" else _OTHER)

    def _elements(self, path: Path) -> None:
        self.at += 1
        position = 0
        self._pass(_BLANK)
        while not self.source.startswith("]", self.at):
            self._value((*path, position))
            position += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._pass(_BLANK)
        while not self.source.startswith("}", self.at):
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._pass(_BLANK)
        if self.source.startswith(",", self.at):
            self.at += 1
            self._pass(_BLANK)
