"""The type of all paper: Noto Sans SC in two weights, and what stands in for characters it lacks.

A character that Noto lacks comes from a wide font of the machine, where there is one. What no font has, and what would show as
nothing (control and format characters, private use), prints as its code point in a small frame. No character prints as nothing.
Sources: design §7, domain §11.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont

from checkpoint_app import paths

WIDE_FONTS = ("HanaMinA.ttf", "HanaMinB.ttf", "simsunb.ttf", "SimSunExtG.ttf")
"""TrueType fonts with the rare Chinese characters: Debian's `fonts-hanazono`, those of Windows."""
MIDDLE = 0.38
"""Height of the middle of a Chinese character above the baseline, in em."""
LABEL_SCALE = 0.56
"""Size of a framed code point as part of the text around it."""
LABEL_PADDING = 0.08
"""White space at each side inside and outside the frame, in em."""
_FRAMED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


class Face(TTFont):  # type: ignore[misc]  # reportlab has no types
    """One TrueType file, embedded as subsets of 256 characters."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.stem, str(path), asciiReadable=False)

    def addObjects(self, doc: Any) -> None:  # noqa: N802  # reportlab's name
        """WORKAROUND: reportlab 5.1 writes characters above U+FFFF with five hex digits into the table that copying and searching
        use, where PDF asks for UTF-16 (ISO 32000-1 §9.10.3): 194 of the 8,105 characters of the national table would be lost."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("ascii")
            doc.idToObject["toUnicodeCMap:" + name].content = _to_unicode(name, subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    """The table from codes of a subset to UTF-16, at most 100 a block (Adobe technical note 5014)."""
    pairs = [f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset) if char]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap CMapName currentdict /CMap defineresource pop end end"])


class _Advances(dict[str, float]):
    """Character → how far it moves the pen, in em; worked out when first met."""

    def __init__(self, type_: Typeface) -> None:
        super().__init__()
        self._type = type_

    def __missing__(self, char: str) -> float:
        face = self._type.face_of(char)
        if face is None:
            advance = self._type.width(label(char), LABEL_SCALE) + 4 * LABEL_PADDING
        else:
            advance = face.face.getCharWidth(ord(char)) / 1000
        self[char] = advance
        return advance


class Typeface:
    """One weight of the paper's type with its stand-ins.

    `wide` are the files to look into for what the main file lacks; they are loaded when first needed.
    """

    def __init__(self, main: Path, wide: tuple[Path, ...] | None = None) -> None:
        self._main = _load(main)
        self._wide_files = wide
        self.name: str = self._main.fontName
        self._known = frozenset(char for char in map(chr, self._main.face.charToGlyph) if _may_print(char))
        self._advances = _Advances(self)

    @cached_property
    def _wide(self) -> tuple[Face, ...]:
        files = installed_wide_fonts() if self._wide_files is None else self._wide_files
        faces = []
        for file in files:
            try:
                faces.append(_load(file))
            except (TTFError, OSError):  # a damaged file, or one that may not be embedded: the next one, or the frame
                continue
        return tuple(faces)

    def plain(self, text: str) -> bool:
        """Whether the main font has every character."""
        return self._known.issuperset(text)

    def width(self, text: str, size: float) -> float:
        """In points, stand-ins included."""
        return sum(map(self._advances.__getitem__, text)) * size

    def advances(self, text: str) -> Iterator[float]:
        """The width of each character, in em."""
        return map(self._advances.__getitem__, text)

    def face_of(self, char: str) -> Face | None:
        """The font that has the character; None: it is framed."""
        if char in self._known:
            return self._main
        if not _may_print(char):
            return None
        return next((face for face in self._wide if ord(char) in face.face.charToGlyph), None)

    def runs(self, text: str) -> Iterator[tuple[str | None, str]]:
        """The text in pieces of one font each: (name of the font, piece). Without a name: a single character to frame."""
        for face, piece in groupby(text, self.face_of):
            if face is None:
                yield from ((None, char) for char in piece)
            else:
                yield face.fontName, "".join(piece)


def _may_print(char: str) -> bool:
    return unicodedata.category(char) not in _FRAMED


def label(char: str) -> str:
    """What stands in the frame."""
    return f"U+{ord(char):04X}"


@cache
def _load(path: Path) -> Face:
    face = Face(path)
    pdfmetrics.registerFont(face)
    return face


@cache
def regular() -> Typeface:
    """Loaded once per process: 50 ms."""
    return Typeface(paths.resource("fonts", "NotoSansSC-Regular.ttf"))


@cache
def bold() -> Typeface:
    return Typeface(paths.resource("fonts", "NotoSansSC-Bold.ttf"))


@cache
def installed_wide_fonts() -> tuple[Path, ...]:
    """The wide fonts in the machine's font folders, in the order of `WIDE_FONTS`."""
    found: dict[str, Path] = {}
    for folder in _font_folders():
        for where, _, names in os.walk(folder):
            for name in set(WIDE_FONTS) & set(names):
                found.setdefault(name, Path(where) / name)
    return tuple(found[name] for name in WIDE_FONTS if name in found)


def _font_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home))
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", Path(local) / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts")]
    return [home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
