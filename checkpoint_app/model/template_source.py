"""A form's file while it is read: its tables with their places, and the mistakes met on the way. Pure.

Reading never stops at a mistake. A reader asks a `Node` for what it needs; what is missing or of the wrong type is noted and answered
with None; what nobody asked for is noted by `close`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Words
from checkpoint_app.model.template_faults import Fault
from checkpoint_app.model.toml_lines import Path, lines


@dataclass(slots=True)
class Sheet:
    """The text of a file and what was found wrong with it, by place."""

    source: str
    found: list[tuple[Path, str, dict[str, object]]] = field(default_factory=list)

    def note(self, path: Path, code: str, /, **details: object) -> None:
        self.found.append((path, code, details))

    def faults(self) -> list[Fault]:
        """What was found, with line numbers."""
        if not self.found:
            return []
        places = lines(self.source)
        return [
            Fault(line=_line(places, path), key=_shown(path), code=code, details=details) for path, code, details in self.found
        ]


def _line(places: Mapping[Path, int], path: Path) -> int:
    """The line of a place, or of the nearest one above it that the file has."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 1)


def _shown(path: Path) -> str:
    """field[3].choices"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


class Node:
    """A table of the file at its place."""

    def __init__(self, sheet: Sheet, path: Path, table: Mapping[str, Any]) -> None:
        self.sheet = sheet
        self.path = path
        self.table = table
        self._asked: dict[str, None] = {}

    def fault(self, code: str, at: str = "", /, **details: object) -> None:
        """Notes a mistake at a key of this table, or at the table."""
        self.sheet.note((*self.path, at) if at else self.path, code, **details)

    def raw(self, key: str, *, required: bool = False) -> Any:
        """Whatever stands there, or None."""
        self._asked[key] = None
        if required and key not in self.table:
            self.fault("TEMPLATE_KEY_MISSING", key=key)
        return self.table.get(key)

    def _typed(self, key: str, kind: type, wanted: str, *, required: bool = False) -> Any:
        value = self.raw(key, required=required)
        if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        self.fault("TEMPLATE_TYPE", key, key=key, wanted=wanted)
        return None

    def text(self, key: str, *, required: bool = False, pattern: re.Pattern[str] | None = None, wanted: str = "") -> str | None:
        """A text that matches the pattern; `wanted` says in words what the pattern takes."""
        value = self._typed(key, str, tr("a text"), required=required)
        if value is not None and pattern is not None and not pattern.fullmatch(value):
            self.fault("TEMPLATE_NAME", key, key=key, text=value, wanted=wanted)
            return None
        return value  # type: ignore[no-any-return]

    def one_of(self, key: str, known: Iterable[str], default: str) -> str:
        """One of the words `known`."""
        value = self.text(key)
        if value is not None and value not in known:
            self.fault("TEMPLATE_NAME", key, key=key, text=value, wanted=" / ".join(known))
            return default
        return value or default

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self._typed(key, bool, "true / false")
        return default if value is None else bool(value)

    def whole(self, key: str, *, least: int, most: int, default: int, required: bool = False) -> int:
        value = self._typed(key, int, tr("a whole number"), required=required)
        if value is not None and not least <= value <= most:
            self.fault("TEMPLATE_RANGE", key, key=key, least=least, most=most)
            return default
        return default if value is None else int(value)

    def number(self, key: str) -> int | float | None:
        value = self.raw(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            self.fault("TEMPLATE_TYPE", key, key=key, wanted=tr("a number"))
            return None
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """An array of texts, none twice."""
        value = self._typed(key, list, tr("an array of texts"), required=required)
        found: dict[str, None] = {}
        for at, item in enumerate(value or ()):
            if not isinstance(item, str):
                self.sheet.note((*self.path, key, at), "TEMPLATE_TYPE", key=key, wanted=tr("an array of texts"))
            elif item in found:
                self.sheet.note((*self.path, key, at), "TEMPLATE_TWICE", text=item)
            else:
                found[item] = None
        return tuple(found)

    def words(self, key: str, *, required: bool = False) -> Words | None:
        """A text in both languages; Chinese is needed, English may be missing."""
        node = self.node(key, required=required)
        return None if node is None else node.as_words()

    def as_words(self, *, also: Iterable[str] = ()) -> Words:
        """This table as a text in both languages; keys of `also` belong to the reader."""
        words = {language: self.text(language, required=language == "zh") for language in ("zh", "en")}
        self._asked.update(dict.fromkeys(also))
        if not also:
            self.close()
        return Words({language: text for language, text in words.items() if text})

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """A table inside this one."""
        value = self._typed(key, dict, tr("a table in braces"), required=required)
        return None if value is None else Node(self.sheet, (*self.path, key), value)

    def nodes(self, key: str, *, required: bool = False) -> list[Node]:
        """An array of tables."""
        value = self._typed(key, list, tr("an array of tables"), required=required)
        found: list[Node] = []
        for at, item in enumerate(value or ()):
            if isinstance(item, dict):
                found.append(Node(self.sheet, (*self.path, key, at), item))
            else:
                self.sheet.note((*self.path, key, at), "TEMPLATE_TYPE", key=key, wanted=tr("a table in braces"))
        return found

    def one_or_many(self, key: str) -> list[Node]:
        """A table or an array of tables."""
        if isinstance(self.table.get(key), list):
            return self.nodes(key)
        node = self.node(key)
        return [] if node is None else [node]

    def close(self) -> None:
        """Notes every key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                self.fault("TEMPLATE_KEY_UNKNOWN", key, key=key, known=", ".join(self._asked))
