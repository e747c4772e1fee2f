"""What takes photos in at a field or a point of a checklist: from files, the clipboard, or dropped there; shown small, removable.

It has no button of its own: the field and the point have theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.photo_desk import PhotoDesk, Source, sources_in
from checkpoint_app.gui.photo_strip import PhotoStrip
from checkpoint_app.i18n import tr
from checkpoint_app.model.kinds.photos import COMING

if TYPE_CHECKING:
    from checkpoint_app.store.attachments import Glance

FILES = "(*.jpg *.jpeg *.png *.webp *.bmp *.gif *.pdf *.JPG *.JPEG *.PNG *.PDF);;(*)"


class PhotoTray(QWidget):
    """`changed` when a person added or removed one. `host`: what takes drops and keys, the field or point as a whole."""

    changed = Signal()

    def __init__(self, desk: PhotoDesk | None, host: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self._host = host
        self._photos: list[str] = []
        self._seen: dict[str, Glance] = {}
        self._coming = 0
        self._asked = 0
        self.strip = PhotoStrip(desk, remove=self.remove if desk is not None else None)
        self._refused = parts.label(kind="bad", wrap=True, name="photo_refused")
        self._refused.hide()
        self.setLayout(parts.column(self.strip, self._refused, gap=4))
        if desk is not None:
            host.setAcceptDrops(True)
            host.installEventFilter(self)
            keys.bind(host, "add_photo", self.choose, everywhere=False)
            keys.bind(host, "paste_photo", self.paste, everywhere=False)
        self._show()

    @property
    def any(self) -> bool:
        """Whether there is something to see."""
        return bool(self._photos or self._coming or not self._refused.isHidden())

    def value(self) -> list[str] | None:
        return [*self._photos, *([COMING] if self._coming else [])] or None

    def set_value(self, value: object | None) -> None:
        """What is still being read for another value no longer belongs here."""
        given = value if isinstance(value, list) else []
        self._photos = [sha for sha in given if isinstance(sha, str) and sha != COMING]
        self._coming = 0
        self._asked += 1
        self._say("")
        self._show()
        unknown = [sha for sha in self._photos if sha not in self._seen]
        if unknown and self._desk is not None:
            self._desk.glances(self, unknown, self._glanced)

    def choose(self) -> None:
        """Asks for files."""
        if self._desk is None:
            return
        dialog = QFileDialog(self.window(), tr("Add photos or PDF"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(f"{tr('Photos and PDF')} {FILES.partition(';;')[0]};;{tr('All files')} (*)")
        dialog.filesSelected.connect(lambda chosen: self.take([Path(file) for file in chosen]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste(self) -> None:
        """The picture or the files of the clipboard."""
        sources = sources_in(QApplication.clipboard().mimeData())
        if sources:
            self.take(sources)
        else:
            self._say(tr("There is no picture in the clipboard."))
            self._show()
            self.changed.emit()

    def take(self, sources: Sequence[Source]) -> None:
        if self._desk is None:
            return
        self._say("")
        now = self._asked
        for source in sources:
            self._coming += 1
            self._desk.take(self, source, lambda seen: self._taken(seen, now), lambda error: self._not_taken(error, now))
        self._show()
        self.changed.emit()

    def remove(self, sha: str) -> None:
        at = self._photos.index(sha) if sha in self._photos else 0
        self._photos = [photo for photo in self._photos if photo != sha]
        self._show()
        if not self.strip.focus(at):
            self._host.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drops on the host."""
        if isinstance(event, QDropEvent):  # entering and moving are kinds of it
            if not sources_in(event.mimeData()):
                return False
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self.take(sources_in(event.mimeData()))
            return True
        return False

    def _taken(self, seen: Glance, asked: int) -> None:
        if asked != self._asked:
            return  # the form was filled with something else meanwhile
        self._coming -= 1
        self._seen[seen.sha] = seen
        if seen.sha not in self._photos:
            self._photos.append(seen.sha)
        self._show()
        self.changed.emit()

    def _not_taken(self, error: UserError, asked: int) -> None:
        if asked != self._asked:
            return
        self._coming -= 1
        before = self._refused.text()
        self._say("\n".join(filter(None, (before, f"× {error.text()} {error.advice()}"))))
        self._show()
        self.changed.emit()

    def _glanced(self, found: dict[str, Glance]) -> None:
        self._seen |= found
        self._show()

    def _say(self, text: str) -> None:
        self._refused.setText(text)
        self._refused.setVisible(bool(text))

    def _show(self) -> None:
        self.strip.show_photos(self._photos, self._seen, coming=self._coming)
        for thumb in self.strip.thumbs:
            thumb.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVisible(self.any)
