"""The QApplication with everything that belongs to the whole program: fonts, look, language, single window, our own faults."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from checkpoint_app import i18n, paths
from checkpoint_app import settings as machine
from checkpoint_app.gui import theme
from checkpoint_app.gui.window import Window


def run(folder: Path, *, quit_when_usable: bool = False) -> int:
    """Shows the window for the store in `folder` and returns the exit code when it is closed.

    `quit_when_usable` ends as soon as a person could work: for measuring the start.
    """
    app = application()
    window = Window(folder, machine.load())
    _catch_faults(window)
    if quit_when_usable:
        window.usable.connect(lambda: QTimer.singleShot(0, app.quit))
    window.show()
    window.start()
    code = app.exec()
    window.close()
    return code


def _catch_faults(window: Window) -> None:
    """Our own faults open a dialog; what that needs is loaded after the window is usable."""

    def install() -> None:
        from checkpoint_app.gui import crash

        crash.install(lambda: window)

    QTimer.singleShot(0, install)


def application() -> QApplication:
    """The QApplication with the look and language of this machine's settings."""
    if (
        sys.platform.startswith("linux")
        and "QT_IM_MODULE" not in os.environ
        and os.environ.get("GTK_IM_MODULE", "").startswith("fcitx")
    ):
        os.environ["QT_IM_MODULE"] = "ibus"  # the wheels bring no fcitx plugin; fcitx5 answers on the IBus interface
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("checkpoint-app")
    app.setDesktopFileName("checkpoint-app")
    app.setWindowIcon(QIcon(str(paths.resource("icons", "checkpoint-app.svg"))))
    settings = machine.load()
    i18n.set_language(settings.language)
    theme.apply(theme.Look(theme=settings.theme, scale=settings.text_scale))
    return app
