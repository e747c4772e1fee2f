"""What every page of the window is. A page is made when it is first shown, and made anew after a change of language or text size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class Page(QWidget):
    """`enter` is called each time the page is shown: it loads what it shows and puts the cursor where work begins."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self.window_ = window
        self.runner = window.runner
        self.setObjectName("page")

    def enter(self, **what: object) -> None:
        """Shown now; `what` says what of, as each page documents."""

    def may_leave(self) -> bool:
        """False keeps the person here, after saying why."""
        return True

    def put_away(self) -> None:
        """The window locks or is built anew: what was being typed goes into a draft."""
