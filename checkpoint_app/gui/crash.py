"""Our own fault: the dialog that shows versions and the path through the code, and never what anybody typed.

`install` makes it the program's last resort (`sys.excepthook`). The text holds class names, files of the program and line numbers; the
messages of exceptions are left out, because they may quote a value.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from checkpoint_app import __version__
from checkpoint_app.errors import EXIT_OUR_BUG
from checkpoint_app.gui import dialogs, parts, theme
from checkpoint_app.i18n import tr

_ROOT = Path(__file__).resolve().parents[2]


def report(error: BaseException) -> str:
    """What somebody who mends the program needs, and nothing else."""
    import platform
    import traceback

    lines = [
        f"checkpoint-app {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, PySide6 {PySide6.__version__}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        "",
    ]
    chain: BaseException | None = error
    while chain is not None:
        lines += [f"{type(chain).__module__}.{type(chain).__qualname__}"]
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or chain.__context__
    return "\n".join(lines)


def _place(filename: str) -> str:
    """The path inside the program; of other code the last two parts, so that no folder of the user shows."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])


def install(window: Callable[[], QWidget | None]) -> None:
    """From now on, whatever nobody caught opens the dialog on the window of the moment; while it is open, more are only printed."""
    open_now: list[CrashDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = report(error)
        print(text, file=sys.stderr)
        if not open_now:
            dialog = CrashDialog(window(), text)
            open_now.append(dialog)
            dialog.finished.connect(lambda _: open_now.clear())
            dialog.open()

    sys.excepthook = hook


class CrashDialog(QDialog):
    """Copy, Save, Continue, Quit."""

    def __init__(self, parent: QWidget | None, text: str) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle(tr("A fault in the program"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = text
        view = QPlainTextEdit(text, readOnly=True)
        view.setObjectName("report")
        view.setAccessibleName(tr("Report"))
        view.setTabChangesFocus(True)
        self._done = parts.label(kind="soft", name="done")
        go_on = parts.button(tr("Continue"), self.accept, kind="primary", name="continue")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(parts.label(tr("The program made a mistake."), "title"))
        layout.addWidget(parts.label(self._advice(), wrap=True))
        layout.addWidget(view, 1)
        layout.addLayout(
            parts.row(
                parts.button(tr("Copy"), self._copy, name="copy"),
                parts.button(tr("Save as a file"), self._save, name="save"),
                self._done,
                None,
                parts.button(tr("Quit"), self._quit, name="quit"),
                go_on,
            )
        )
        self.resize(theme.px(680), theme.px(440))
        go_on.setFocus()

    @staticmethod
    def _advice() -> str:
        return tr(
            "What was saved is safe, what was being typed is kept as a draft. Please give this report to whoever looks after the"
            " program; it holds no data of yours."
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._done.setText(tr("Copied"))

    def _save(self) -> None:
        dialogs.choose_file(self, tr("Save as a file"), self.save_to, name="checkpoint-app-report.txt", save=True)

    def save_to(self, file: Path) -> None:
        try:
            file.write_text(self._text, encoding="utf-8")
        except OSError:
            self._done.setText(tr("It cannot be written there."))
        else:
            self._done.setText(tr("Saved|file"))

    def _quit(self) -> None:
        self.accept()
        QApplication.exit(EXIT_OUR_BUG)
