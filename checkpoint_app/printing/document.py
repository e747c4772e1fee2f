"""What a printed document is: blocks laid out on framed pages, then drawn into one PDF.

A block gives what fits into the room left on a page and keeps the rest. The same content, stamp, version and fonts give the same bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from checkpoint_app import i18n
from checkpoint_app.printing import fonts
from checkpoint_app.printing.page import PageFrame
from checkpoint_app.printing.pen import Pen
from checkpoint_app.printing.table import Slice

rl_config.useA85 = 0
"""Streams as bytes and not as text: smaller by a fifth, and drawn in three quarters of the time."""


class Part(Protocol):
    """What of a block stands on one page."""

    @property
    def height(self) -> float: ...
    def draw(self, pen: Pen, x: float, top: float) -> None: ...


class Block(Protocol):
    """`gap` is the white space above it, dropped at the top of a page; `height` that of the whole block."""

    gap: float

    @property
    def height(self) -> float: ...
    def split(self, room: float, page: float, /) -> tuple[Part | None, Block | None]:
        """The part that fits into `room` points and what is left; `page` is the room of a whole page. (None, block): nothing fits."""
        ...


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of each page in the order of drawing, white space and line breaks as drawn."""

    pages: tuple[tuple[str, ...], ...]


Layout = list[list[tuple[float, Part]]]
"""Per page the parts, each with its distance from the top of the content."""
_SLACK = 0.01
"""Points that a part may reach into the foot: sums of fractions are not exact, and what is crossed out fills the page to the point."""


def write(frame: PageFrame, blocks: Iterable[Block], out: BinaryIO) -> Printed:
    """Lays the blocks out and writes the PDF."""
    layout = lay_out(frame, blocks)
    canvas = Canvas(
        out,
        pagesize=frame.size,
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.regular().name,
        lang="zh-CN" if i18n.language() == "zh" else "en",
    )
    canvas.setTitle(f"{frame.title} {frame.number}".strip())
    canvas.setAuthor(frame.unit)
    canvas.setCreator("checkpoint-app")
    canvas.setSubject(frame.subject)
    canvas.setKeywords(frame.stamp.id)
    pen = Pen(canvas)
    quiet = frame.prepare(pen)
    pages = []
    for number, parts in enumerate(layout, start=1):
        frame.draw_head(pen, number)
        for offset, part in parts:
            part.draw(pen, frame.left, frame.top(number) - offset)
        frame.draw_foot(pen, number, len(layout), quiet)
        pages.append(pen.end_page())
    canvas.save()
    return Printed(tuple(pages))


def lay_out(frame: PageFrame, blocks: Iterable[Block]) -> Layout:
    pages: Layout = [[]]
    used = 0.0
    waiting = deque(blocks)
    page = frame.room(2)
    while waiting:
        block = waiting.popleft()
        gap = block.gap if pages[-1] else 0.0
        room = frame.room(len(pages)) - used - gap
        part, rest = block.split(room + _SLACK, page)
        if part is None and not pages[-1]:
            raise ValueError("a block is higher than a page and cannot be divided")
        if part is not None:
            if isinstance(part, Slice) and part.stretches:
                part = part.stretched(_room_to_cross_out(room - part.height, waiting, page))
            pages[-1].append((used + gap, part))
            used += gap + part.height
        if rest is not None:
            waiting.appendleft(rest)
            pages.append([])
            used = 0.0
    return pages


def _room_to_cross_out(left: float, following: Iterable[Block], page: float) -> float:
    """What lies between the last row and the foot of the page, or what has to stand there after the table."""
    tail = sum(block.gap + block.height for block in following)
    if tail <= left:
        return left - tail
    return left if tail <= page else 0.0
