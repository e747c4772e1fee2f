"""Starts the desktop program. The only module besides the tests that imports the window; heavy imports wait until here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app import i18n, paths

if TYPE_CHECKING:
    from checkpoint_app.model.template import Template


def main(*, store: Path | None = None, quit_when_usable: bool = False) -> int:
    """Runs the window until it is closed and returns the exit code. `store` defaults to the user's own folder."""
    from checkpoint_app.gui import application

    return application.run(store or paths.default_store(), quit_when_usable=quit_when_usable)


def form_picture(template: Template, file: Path) -> None:
    """A form as the window shows it, as a PNG file, in the language of the moment. Needs no store and no screen. Raises FileNotWritten."""
    _without_screen()
    from checkpoint_app.gui import form_picture as making

    making.take(template, file)


def _without_screen() -> None:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pictures(folder: Path, store: Path, *, officer: str, password: str) -> list[Path]:
    """PNG files of every page over a store, day and night, in both languages. Needs no screen."""
    _without_screen()
    from checkpoint_app.gui import pictures as making

    before = i18n.language()
    try:
        return [
            file for look in making.looks() for file in making.take(folder, store, officer=officer, password=password, look=look)
        ]
    finally:
        i18n.set_language(before)
