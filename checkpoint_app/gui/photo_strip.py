"""Photos side by side, small, each with its caption; Enter or a click shows one large, with the ones beside it a key away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.photo_desk import PhotoDesk, describe
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.store.attachments import Glance

THUMB_PX, LARGE_PX = (96, 72), (220, 150)
_JPEG, _PDF = "JPEG (*.jpg)", "PDF (*.pdf)"


class PhotoThumb(parts.Button):
    """One photo, small. `removed` on Delete."""

    removed = Signal()

    def __init__(self, seen: Glance | None, name: str, *, text: str = "", large: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "large_photo" if large else "photo")
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(name)
        picture = QPixmap()
        if not text and seen is not None and seen.image and picture.loadFromData(seen.image):
            size = QSize(*map(theme.px, LARGE_PX if large else THUMB_PX))
            picture = picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            self.setIcon(QIcon(picture))
            self.setIconSize(picture.size())
        else:
            self.setText(parts.escape(text or describe(seen)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class PhotoStrip(FlowBox):
    """`remove` (the photo's SHA-256) makes each removable. `large`: large enough to compare two."""

    def __init__(self, desk: PhotoDesk | None, *, remove: Callable[[str], object] | None = None, large: bool = False) -> None:
        super().__init__()
        self._desk, self._remove, self._large = desk, remove, large
        self._photos: list[str] = []
        self._seen: Mapping[str, Glance] = {}
        self._captions: Sequence[str] = ()
        self.thumbs: list[PhotoThumb] = []

    def show_photos(
        self, photos: Sequence[str], seen: Mapping[str, Glance], *, captions: Sequence[str] = (), coming: int = 0
    ) -> None:
        """`coming`: so many more are still being read."""
        parts.empty(self.flow)
        self._photos, self._seen, self._captions, self.thumbs = list(photos), seen, captions, []
        for at, sha in enumerate(photos):
            self._put(self._framed(at, sha))
        for _ in range(coming):
            waiting = PhotoThumb(None, tr("Reading the photo …"), text=tr("Reading …"))
            waiting.setEnabled(False)
            self._put(waiting)
        self.setVisible(bool(photos) or coming > 0)
        self.updateGeometry()

    def _put(self, widget: QWidget) -> None:
        """Shown at once: what is not shown cannot take the cursor."""
        self.flow.addWidget(widget)
        widget.show()

    def focus(self, at: int) -> bool:
        """To the photo at this place, or the last one; False when there is none."""
        if self.thumbs:
            self.thumbs[min(at, len(self.thumbs) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self.thumbs)

    def name_of(self, at: int) -> str:
        """What a photo is called: its caption, or its number."""
        number = tr("Photo {n} of {all}", n=at + 1, all=len(self._photos))
        return f"{number}  {self._captions[at]}" if self._captions else number

    def _framed(self, at: int, sha: str) -> QWidget:
        thumb = PhotoThumb(self._seen.get(sha), self.name_of(at), large=self._large)
        thumb.clicked.connect(lambda: self.open_large(at))
        self.thumbs.append(thumb)
        frame = QFrame()
        line = parts.row(thumb, gap=0)
        if self._remove is not None:
            take_out = partial(self._remove, sha)
            thumb.removed.connect(lambda: take_out())
            cross = parts.button("×", take_out, kind="quiet", spoken=tr("Remove photo {n}", n=at + 1))
            cross.setToolTip(tr("Remove"))
            cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            line.addWidget(cross)
            line.setAlignment(cross, Qt.AlignmentFlag.AlignTop)
        layout = parts.column(line, gap=2)
        if self._captions:
            words = parts.label(self._captions[at], "small", wrap=True)
            words.setFixedWidth(theme.px(THUMB_PX[0]) + 16)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
            layout.addWidget(words)
            layout.addStretch(1)
        frame.setLayout(layout)
        return frame

    def open_large(self, at: int) -> None:
        if self._desk is not None and at < len(self._photos):
            PhotoView(self, self._desk, at)

    @property
    def photos(self) -> Sequence[str]:
        return self._photos

    def seen(self, sha: str) -> Glance | None:
        return self._seen.get(sha)

    def remove(self, sha: str) -> None:
        """As its cross or Delete does. Only where photos can be removed."""
        if self._remove is not None:
            self._remove(sha)

    @property
    def removable(self) -> bool:
        return self._remove is not None


class PhotoView(dialogs.Box):
    """One photo, as large as the window lets it be. Left and Right go through the strip, Esc closes."""

    def __init__(self, strip: PhotoStrip, desk: PhotoDesk, at: int) -> None:
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setObjectName("large_photo")
        self._owner = strip
        super().__init__(strip, tr("Photo"), self._picture, name="photo")
        self._strip, self._desk, self._at = strip, desk, at
        window = strip.window().size()
        self._room = QSize(max(320, window.width() - 160), max(240, window.height() - 220))
        self._picture.setFixedSize(self._room)
        self.setMinimumWidth(self._room.width() + 48)
        self._data = b""
        self._copy = parts.button(tr("Save a copy …"), self._ask_where, name="photo_copy")
        self._copy.setToolTip(tr("The copy is a plain file that anybody can open."))
        close = parts.button(tr("Close|window"), self.accept, kind="primary", key=tr("Esc"), name="photo_close")
        made = [self._copy, close]
        if strip.removable:
            made.insert(0, parts.button(tr("Remove"), self._remove, kind="danger", name="photo_remove"))
        if len(strip.photos) > 1:
            hints = parts.label(tr("← → the other photos"), "soft")
            self.layout().addWidget(hints)  # type: ignore[union-attr]
        self.buttons(*made)
        keys.bind(self, "photo_before", partial(self._go, -1))
        keys.bind(self, "photo_after", partial(self._go, 1))
        self.open()
        close.setFocus()
        self._load()

    def _go(self, by: int) -> None:
        if 0 <= self._at + by < len(self._strip.photos):
            self._at += by
            self._load()

    def _load(self) -> None:
        sha, name = self._strip.photos[self._at], self._strip.name_of(self._at)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        message = self.findChild(QLabel, "message")
        if message is not None:
            message.setText(name)
        self._data = b""
        self._copy.setEnabled(False)
        seen = self._strip.seen(sha)
        self._picture.clear()
        if seen is None or not seen.here:
            self._picture.setText(describe(seen))
            return
        self._desk.whole(self, sha, partial(self._show, sha))

    def _show(self, sha: str, data: bytes, image: QImage) -> None:
        if sha != self._strip.photos[self._at]:
            return
        self._data = data
        self._copy.setEnabled(True)
        if image.isNull():
            self._picture.setText(describe(self._strip.seen(sha)))
            return
        room = self._room.boundedTo(image.size())
        mode = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(QPixmap.fromImage(image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, mode)))

    def _remove(self) -> None:
        self.accept()
        self._strip.remove(self._strip.photos[self._at])

    def _ask_where(self) -> None:
        seen = self._strip.seen(self._strip.photos[self._at])
        document = seen is not None and seen.media == "application/pdf"
        name = f"{self._strip.photos[self._at][:12]}.{'pdf' if document else 'jpg'}"
        dialogs.choose_file(self, tr("Save a copy"), self._write, kinds=_PDF if document else _JPEG, name=name, save=True)

    def _write(self, file: Path) -> None:
        self._desk.write(self, self._data, file, self.accept)
