"""打印: what is owed, what leaves as a file, what a printer gets, and filing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.paper.page import PaperPage, paint
from checkpoint_app.gui.pages.paper.preview import pictures
from checkpoint_app.gui.window import Window
from checkpoint_app.printing import reading
from checkpoint_app.store import handover, opening, prints, shifts
from checkpoint_app.store.session import Store
from tests.gui.conftest import FIRST, PASSWORD, button, press, settle, words


@pytest.fixture
def folder(folder: Path) -> Path:
    """A checkpoint duty was withdrawn: its log is owed."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST,))
        handover.close(store, shifts.open_shift(store, draft).value.id, withdrawn=True)
    return folder


def open_lists(window: Window) -> PaperPage:
    window.open_page("paper")
    settle(window)
    page = window.page("paper")
    assert isinstance(page, PaperPage)
    return page


def open_log(window: Window) -> tuple[PaperPage, str]:
    found: list[str] = []
    Operation(window, lambda store, _: found.append(shifts.every(store)[0].id), runner=window.runner).start()
    settle(window)
    window.open_page("paper", form="shift-log", subject=found[0])
    settle(window)
    page = window.page("paper")
    assert isinstance(page, PaperPage)
    return page, found[0]


def printed(window: Window, shift: str) -> list[prints.Paper]:
    found: list[prints.Paper] = []

    def read(store: Store, _progress: object) -> None:
        found.extend(prints.of_subject(store, shift))

    Operation(window, read, runner=window.runner).start()
    settle(window)
    return found


def test_a_preview_leaves_no_line_and_a_file_leaves_the_id_it_carries(window: Window, tmp_path: Path) -> None:
    page, shift = open_log(window)
    assert printed(window, shift) == []
    page.save_to(tmp_path / "log.pdf")
    page.show_lists()  # what is opened meanwhile does not change what is written
    settle(window)
    (paper,) = printed(window, shift)
    assert reading.read_stamp_id((tmp_path / "log.pdf").read_bytes()) == paper.id


def test_an_owed_log_is_printed_then_filed(window: Window, tmp_path: Path) -> None:
    open_lists(window)
    assert "待打印  1" in words(window)
    page, _ = open_log(window)
    page.save_to(tmp_path / "log.pdf")
    settle(window)
    press(window, "Escape")
    settle(window)
    assert "待归档  1" in words(window)
    assert "待打印  1" not in words(window)
    button(window, "已签字归档").click()
    settle(window)
    assert "待归档  1" not in words(window)


def test_a_folder_that_is_gone_says_so_and_leaves_nothing(window: Window, tmp_path: Path) -> None:
    page, _ = open_log(window)
    page.save_to(tmp_path / "gone" / "log.pdf")
    settle(window)
    assert "PDF_NOT_WRITTEN" in words(window)


def test_a_paper_that_is_gone_cannot_be_checked(window: Window, tmp_path: Path) -> None:
    open_lists(window).check_paper(tmp_path / "gone.pdf")
    settle(window)
    assert "PDF_NOT_READ" in words(window)


def test_the_printer_gets_every_page(window: Window, tmp_path: Path) -> None:
    page, _ = open_log(window)
    page.save_to(tmp_path / "log.pdf")
    settle(window)
    sheets = pictures((tmp_path / "log.pdf").read_bytes(), 100)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    assert paint(printer, [*sheets, *sheets])
    assert reading.page_count((tmp_path / "out.pdf").read_bytes()) == 2 * len(sheets)
