"""Labels that are stuck on equipment: the code in their QR, and the sheets they are printed on. Pure.

The code is digits behind a stroke: a scanner is a keyboard, and digits pass through any input method and Caps Lock as they are, while a
stroke tells them from the digit that is a result in a round. It names one piece of one place (the label alone does not: every shop has a
01), and is computed from the piece's id, so that all machines print the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from checkpoint_app import rules
from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import register
from checkpoint_app.model.text import fold

register({"LABEL_START": noop("This sheet has the labels 1 to {n}.")})
LEAD = "/"
LEADS = "/、／\\"
"""A stroke as keyboards and Chinese input methods give it."""
DIGITS = 16
"""Of 100,000 pieces two share a code with a chance of one in two million; and a symbol of 21 × 21 modules holds them."""


def code_of(record: str) -> str:
    """What the QR of a piece holds."""
    return f"{LEAD}{UUID(record).int % 10**DIGITS:0{DIGITS}d}"


def is_code(text: str) -> bool:
    """Whether a text is such a code, whatever label it may be of."""
    typed = fold(text.strip())
    return typed[:1] in tuple(LEADS) and len(typed) == DIGITS + 1 and typed[1:].isascii() and typed[1:].isdigit()


def typed(text: str) -> str:
    """A label as typed, without the stroke that may stand before it."""
    return text.strip().lstrip(LEADS).strip()


def names(text: str, record: str, label: str) -> bool:
    """Whether a text that was typed or scanned means a piece: by its code or its label."""
    if is_code(text):
        return fold(text.strip())[1:] == code_of(record)[1:]
    return fold(typed(text)) == fold(label)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheet:
    """An A4 sheet of labels; measures in mm."""

    code: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def words(self) -> str:
        """70×37 mm (3×8)"""
        return f"{self.width:g}×{self.height:g} mm ({self.columns}×{self.rows})"

    def place(self, at: int) -> tuple[float, float]:
        """The upper left corner of label `at` (from 0) from the sheet's, row by row."""
        row, column = divmod(at, self.columns)
        return self.left + column * (self.width + self.across), self.top + row * (self.height + self.down)

    def following(self, start: int, printed: int) -> int:
        """The first free label (from 1) after so many were printed from `start` on; 1 is a fresh sheet."""
        return (start - 1 + printed) % self.count + 1


@cache
def sheets() -> tuple[LabelSheet, ...]:
    """Those that can be bought; the first is the default."""
    return tuple(LabelSheet(**row) for row in rules.table("labels")["sheets"])


def sheet(code: str) -> LabelSheet:
    """By its code; a code that nobody knows any more is the default sheet."""
    return next((one for one in sheets() if one.code == code), sheets()[0])
