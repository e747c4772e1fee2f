from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from checkpoint_app.printing import correction, entry_sheet, reading, shift_log
from checkpoint_app.printing.errors import UnreadablePdf
from tests.printing.samples import STAMP, correction_content, drawn, entry_content, plain, shift_log_content

LOG, _ = drawn(shift_log.draw, shift_log_content(rows=60))


def saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def covered(pdf: bytes, page: int) -> bytes:
    """A white rectangle over the middle of a page, as a PDF editor puts it there."""
    document = pdfium.PdfDocument(pdf)
    sheet = document[page]
    patch = raw.FPDFPageObj_CreateNewRect(200, 500, 40, 12)
    raw.FPDFPageObj_SetFillColor(patch, 255, 255, 255, 255)
    raw.FPDFPath_SetDrawMode(patch, raw.FPDF_FILLMODE_ALTERNATE, False)
    raw.FPDFPage_InsertObject(sheet, patch)
    sheet.gen_content()
    return saved(document)


def with_text(pdf: bytes, page: int) -> bytes:
    """Text laid over a page."""
    document = pdfium.PdfDocument(pdf)
    sheet = document[page]
    text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
    raw.FPDFText_SetText(text, (raw.FPDF_WCHAR * 2)(ord("9"), 0))
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 200, 500)
    raw.FPDFPage_InsertObject(sheet, text)
    sheet.gen_content()
    return saved(document)


@pytest.mark.parametrize(
    ("draw", "content"),
    [
        (shift_log.draw, shift_log_content(rows=60, note="a-b-\nc 𠮷 \u202e，" + "LSVAA-4182-E2 检查 " * 60)),
        (correction.draw, correction_content(30)),
        (entry_sheet.draw, entry_content()),
    ],
    ids=["shift log", "correction", "entry"],
)
def test_what_was_drawn_is_what_is_read(draw: Callable[..., object], content: object) -> None:
    """The record of a print is made from the file; nothing drawn may be missing from it, page by page."""
    pdf, printed = drawn(draw, content)  # type: ignore[arg-type]
    assert reading.page_texts(pdf) == [plain("".join(page)) for page in printed.pages]


def test_the_id_is_read_from_the_properties_and_else_from_the_foot() -> None:
    assert reading.read_stamp_id(LOG) == STAMP.id
    # A printer driver that makes a PDF of a PDF keeps the text and not the properties.
    stripped = LOG.replace(f"({STAMP.id})".encode(), b"(" + b"x" * len(STAMP.id) + b")")
    assert stripped != LOG
    assert reading.read_stamp_id(stripped) == STAMP.id


def test_a_pdf_of_somebody_else_has_no_id() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(200, 200)
    assert reading.read_stamp_id(saved(document)) is None


def test_text_laid_over_a_page_changes_the_text_of_that_page_only() -> None:
    before, after = reading.page_texts(LOG), reading.page_texts(with_text(LOG, 1))
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True]


def test_a_patch_without_text_shows_in_the_picture_of_that_page_only() -> None:
    patched = covered(LOG, 1)
    assert reading.page_texts(patched) == reading.page_texts(LOG)
    assert reading.differing_pages(LOG, patched) == [2]


def test_missing_and_added_pages_differ() -> None:
    document = pdfium.PdfDocument(LOG)
    document.del_page(2)
    assert reading.differing_pages(LOG, saved(document)) == [3]


def test_the_same_file_saved_anew_does_not_differ() -> None:
    again = saved(pdfium.PdfDocument(LOG))
    assert again != LOG
    assert reading.differing_pages(LOG, again) == []


def test_another_print_differs_on_every_page() -> None:
    other, _ = drawn(shift_log.draw, shift_log_content(rows=60), replace(STAMP, check="0000-0000-0000"))
    assert reading.differing_pages(LOG, other) == [1, 2, 3]


def test_a_page_as_pixels() -> None:
    picture = reading.render(LOG, 0, 72)
    assert (picture.width, picture.height) == (596, 842)
    assert len(picture.pixels) == picture.width * picture.height * 4
    assert picture.pixels[:3] == b"\xff\xff\xff"
    with pytest.raises(IndexError):
        reading.render(LOG, 3, 72)


@pytest.mark.parametrize("pdf", [b"", b"no PDF", LOG[: len(LOG) // 2], b"\0" * 2000], ids=["empty", "text", "torn", "zeros"])
@pytest.mark.parametrize(
    "read", [reading.page_texts, reading.read_stamp_id, reading.page_count, lambda pdf: reading.differing_pages(LOG, pdf)]
)
def test_what_is_no_pdf_is_said_so(read: Callable[[bytes], object], pdf: bytes) -> None:
    with pytest.raises(UnreadablePdf):
        read(pdf)
