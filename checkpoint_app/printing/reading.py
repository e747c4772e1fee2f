"""Reads printed documents back: text and id for the record of a print and for checking one, pictures for the preview.

Needs no store. A file that somebody brings may be anything: what is no PDF is a named error, nothing in it is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from checkpoint_app.printing.errors import UnreadablePdf

COMPARED_DPI = 96
"""Fine enough that one covered or added character shows."""
VISIBLE_STEP = 64
"""A grey value must differ by more (of 255) to count: what a new version of the renderer smooths differently does not."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# pdfium takes a hyphen at the end of a line for a divided word and gives one of these instead.
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}


class Picture(NamedTuple):
    """A page as pixels: four bytes each, blue, green, red, unused; `width * 4` bytes a line."""

    width: int
    height: int
    pixels: bytes


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page without any white space, in the order of the file. What the record of a print holds hashes of.

    Raises UnreadablePdf.
    """
    with _opened(pdf) as document:
        return [_text(document, number) for number in range(len(document))]


def read_stamp_id(pdf: bytes) -> str | None:
    """The id of the record of this print: from the file's properties, else from the foot of its first page. None: not one of ours.

    Raises UnreadablePdf.
    """
    with _opened(pdf) as document:
        kept = _ID.fullmatch(document.get_metadata_value("Keywords").strip())
        if kept:
            return kept.group()
        found = _ID.findall(_text(document, 0)) if len(document) else []
        return found[-1] if found else None


def page_count(pdf: bytes) -> int:
    with _opened(pdf) as document:
        return len(document)


def render(pdf: bytes, page: int, dpi: int) -> Picture:
    """Page `page` (from 0) as it prints. Raises UnreadablePdf, IndexError."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise IndexError(page)
        with closing(document[page]) as sheet, closing(sheet.render(scale=dpi / 72, prefer_bgrx=True)) as bitmap:
            return Picture(bitmap.width, bitmap.height, _packed(bytes(bitmap.buffer), bitmap.width * 4, bitmap.stride))


def differing_pages(one: bytes, other: bytes) -> list[int]:
    """The pages (from 1) that do not look the same, missing and added ones included: finds what was painted over a page without text.

    Raises UnreadablePdf.
    """
    if one == other:
        return []
    with _opened(one) as first, _opened(other) as second:
        shared = min(len(first), len(second))
        wrong = [number + 1 for number in range(shared) if not _look_alike(first, second, number)]
        return wrong + list(range(shared + 1, max(len(first), len(second)) + 1))


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as trouble:
        raise UnreadablePdf from trouble
    try:
        yield document
    except pdfium.PdfiumError as trouble:
        raise UnreadablePdf from trouble
    finally:
        document.close()


def _text(document: Any, number: int) -> str:
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        return "".join(text.get_text_range().translate(_HYPHENS).split())


def _look_alike(first: Any, second: Any, number: int) -> bool:
    one, other = _grey(first, number), _grey(second, number)
    if one.size != other.size:
        return False
    return not any(ImageChops.difference(one, other).histogram()[VISIBLE_STEP + 1 :])


def _grey(document: Any, number: int) -> Image.Image:
    with closing(document[number]) as page, closing(page.render(scale=COMPARED_DPI / 72, grayscale=True)) as bitmap:
        image: Image.Image = bitmap.to_pil().convert("L")
        return image.copy()


def _packed(pixels: bytes, line: int, stride: int) -> bytes:
    """Without the padding at the end of each line."""
    return pixels if line == stride else b"".join(pixels[at : at + line] for at in range(0, len(pixels), stride))
