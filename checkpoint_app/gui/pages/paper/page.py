"""打印: the lists of owed paper, or one paper with its preview. A print is journaled when it goes to the printer or into a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QStackedLayout, QVBoxLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.export.aside import aside
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.paper import owed
from checkpoint_app.gui.pages.paper.preview import Preview, pictures
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import Changes, Role, Shift
from checkpoint_app.store import prints
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

PRINTER_DPI = 300
PDF = "PDF (*.pdf)"
WITH_PERSONS = ("shift-log", "entry")
"""Papers with particulars of persons, which may be shown in full for a reason."""
VERDICTS = {
    "same": (noop("Same as the data."), "ok"),
    "corrected": (noop("As it was printed; the data has been corrected since."), "warn"),
    "altered": (noop("Altered: page {pages}."), "bad"),
    "erased": (noop("The data was erased on schedule; it cannot be compared any more."), "warn"),
    "unknown": (noop("This store did not print it."), "bad"),
}


class FileNotWritten(UserError):
    code = "PDF_NOT_WRITTEN"
    message = noop("The file {file} cannot be written: {what}.")
    hint = noop("Choose another folder or stick; the paper can be printed again at any time.")


class PaperNotRead(UserError):
    code = "PDF_NOT_READ"
    message = noop("The paper {file} cannot be read: {what}.")
    hint = noop("Look whether the stick is still in, and choose the file again.")


class NotPrinted(UserError):
    code = "PRINTER_REFUSED"
    message = noop("The printer does not take the pages.")
    hint = noop("Look whether it is on, connected and has paper; or save as PDF. The next print has a number of its own.")


class PaperPage(Page):
    """`enter()` shows the lists; `enter(form=…, subject=…, parameters={…}, back=page)` the paper of what has one."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._form, self._subject = "", ""
        self._parameters: dict[str, Any] = {}
        self._back = ""
        self._reason: str | None = None
        self._views = QStackedLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 12)
        outer.addLayout(self._views)
        self._owed = owed.OwedView()
        self._owed.print_wanted.connect(lambda shift: self.window_.open_page("paper", form="shift-log", subject=shift))
        self._owed.correction_wanted.connect(lambda shift: self.window_.open_page("paper", form="correction", subject=shift))
        self._owed.file_wanted.connect(self._file)
        self._owed.check_wanted.connect(self._choose_paper)
        self._views.addWidget(self._owed)
        self._views.addWidget(self._paper_view())
        self.runner.changed.connect(self._changed)
        keys.bind(self, "print", self.print_paper)
        keys.bind(self, "save", self._choose_file)
        keys.bind(self, "back", self._leave)
        keys.bind(self, "refresh", self._reload)

    def _paper_view(self) -> QWidget:
        self._title = parts.label(kind="title")
        self._state = parts.label(kind="soft", name="paper_state")
        self.preview = Preview()
        self._clear = parts.button(tr("With full numbers"), self._ask_clear, name="unmask_paper")
        self._filed = parts.button(tr("Signed and filed"), lambda: self._file(self._subject), name="file_shift")
        save = parts.button(tr("Save as PDF"), self._choose_file, key=keys.first("save"), name="save_pdf")
        do = parts.button(tr("Print"), self.print_paper, kind="primary", key=keys.first("print"), name="print_paper")
        back = parts.button(tr("Back"), self._leave, key=tr("Esc"), name="paper_back")
        view = QWidget()
        head = parts.row(self._title, 12, self._state, None)
        layout = parts.column(head, FlowBox(do, save, self._filed, self._clear, back), self.preview, gap=10)
        layout.setStretch(2, 1)
        view.setLayout(layout)
        return view

    # What is shown

    def enter(self, **what: object) -> None:
        self._form, self._subject = str(what.get("form", "")), str(what.get("subject", ""))
        given = what.get("parameters")
        self._parameters = dict(given) if isinstance(given, dict) else {}
        self._back = str(what.get("back", ""))
        self._reason = None
        self._reload()

    def _reload(self) -> None:
        if self._form:
            self._show_paper()
        else:
            self.show_lists()

    def _leave(self) -> None:
        """To the page that wanted the paper, or to the lists."""
        if self._form and self._back:
            self.window_.open_page(self._back)
        else:
            self.show_lists()

    def show_lists(self) -> None:
        self._form = self._subject = ""
        self._views.setCurrentIndex(0)
        Operation(self, owed.load, runner=self.runner, reading=True).on_success(self._owed.show_lists).start()

    def _show_paper(self) -> None:
        form, subject, parameters = self._form, self._subject, self._parameters
        self._views.setCurrentIndex(1)
        self._title.setText(prints.title(form))
        self._state.setText(tr("Preview; not printed yet"))
        self._clear.setVisible(form in WITH_PERSONS and self.window_.session.account.may(Role.CLERK, Role.LEADER))
        self._filed.setVisible(form == "shift-log")
        self.preview.show_pages([])

        def work(store: Store, _progress: Progress) -> list[QImage]:
            from checkpoint_app.printing import collect

            return pictures(collect.preview(store, form, subject, parameters))

        def failed(error: UserError) -> None:
            dialogs.show_error(self, error)
            self.show_lists()

        Operation(self, work, runner=self.runner, reading=True).on_success(self.preview.show_pages).on_error(failed).start()
        self.preview.setFocus()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if self.isVisible() and not self._form and changes.nouns & {"shift", "entry", "print"}:
            self.show_lists()

    # Paper

    def _maker(self) -> Callable[[Store], bytes]:
        """Makes and journals the paper that is shown now, for the save lane: what is opened meanwhile does not change it."""
        form, subject, reason, parameters = self._form, self._subject, self._reason, self._parameters

        def make(store: Store) -> bytes:
            from checkpoint_app.printing import collect

            return collect.make(store, form, subject, masked=reason is None, reason=reason or "", parameters=parameters)

        return make

    def _ask_clear(self) -> None:
        def given(box: dialogs.Box, reason: str) -> None:
            self._reason = reason
            self._state.setText(tr("With full numbers; the reason stands on the paper"))
            box.accept()

        detail = tr("The next print or file shows names and numbers in full. Who, when and why is kept and printed on it.")
        dialogs.ask_reason(self, tr("Print with full numbers?"), tr("With full numbers"), given, detail=detail)

    def print_paper(self) -> None:
        if not self._form:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINTER_DPI)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.finished.connect(lambda code: self._print_on(printer) if code == QDialog.DialogCode.Accepted else None)
        dialog.open()  # type: ignore[call-arg]

    def _print_on(self, printer: QPrinter) -> None:
        make = self._maker()

        def work(store: Store, _progress: Progress) -> list[QImage]:
            return pictures(make(store), PRINTER_DPI)

        def done(pages: list[QImage]) -> None:
            if not paint(printer, pages):
                dialogs.show_error(self, NotPrinted())
                return
            self._printed(tr("Printed: {pages} {pages:page/pages}", pages=len(pages)))

        Operation(self, work, runner=self.runner).with_progress(tr("Printing …")).on_success(done).start()

    def _choose_file(self) -> None:
        if self._form:
            title = tr("Save as PDF (not encrypted)")
            dialogs.choose_file(self, title, self.save_to, kinds=PDF, name=f"{self._form}.pdf", save=True)

    def save_to(self, file: Path) -> None:
        """Writes the paper into a file, which is not encrypted because somebody asked for it."""
        make = self._maker()

        def work(store: Store, _progress: Progress) -> Path:
            pdf = make(store)
            try:
                with aside(file) as beside:
                    beside.write_bytes(pdf)
            except OSError as trouble:
                raise FileNotWritten(file=file, what=trouble.strerror or str(trouble)) from trouble
            return file

        def done(written: Path) -> None:
            self._printed(tr("Written, not encrypted: {file}", file=written))

        Operation(self, work, runner=self.runner).on_success(done).start()

    def _printed(self, text: str) -> None:
        self._reason = None
        self._state.setText(text)
        self.window_.say(text)

    def _file(self, shift: str) -> None:
        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import handover

            return handover.file(store, shift)

        def done(saved: Saved[Shift]) -> None:
            self.window_.say(tr("Filed: {number}", number=saved.value.number))
            self.show_lists()

        Operation(self, work, runner=self.runner).on_success(done).start()

    # Paper that somebody brings

    def _choose_paper(self) -> None:
        dialogs.choose_file(self, tr("Check a paper"), self.check_paper, kinds=PDF)

    def check_paper(self, file: Path) -> None:
        """Compares a PDF with the data and says what it is worth."""

        def work(store: Store, _progress: Progress) -> tuple[str, str]:
            from checkpoint_app.printing import collect

            try:
                verdict = collect.verify_print(store, file.read_bytes())
            except OSError as trouble:
                raise PaperNotRead(file=file, what=trouble.strerror or str(trouble)) from trouble
            return str(verdict.kind), ", ".join(map(str, verdict.pages))

        def done(found: tuple[str, str]) -> None:
            kind, pages = found
            text, _tone = VERDICTS[kind]
            sentence = tr(text, pages=pages) if "{pages}" in text else tr(text)
            box = dialogs.Box(self, sentence, detail=str(file), name="verdict")
            close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
            close.setDefault(True)
            box.buttons(close)
            box.open()
            close.setFocus()

        Operation(self, work, runner=self.runner).on_success(done).start()


def paint(printer: QPrinter, pages: list[QImage]) -> bool:
    """The pages on the printer's paper, each as large as the sheet. False: it did not take them all."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number, page in enumerate(pages):
        if number and not printer.newPage():
            painter.end()
            return False
        sheet = printer.pageLayout().fullRectPixels(printer.resolution())
        painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), page)
    return painter.end()
