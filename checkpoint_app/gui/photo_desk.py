"""Where photos come in and are looked at: files, pasted and dropped pictures on their way into the store, stored ones on their way out.

Decoding and scaling run in the read lane, so that saving an entry never waits for a picture; only the finished bytes go to the save lane.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from checkpoint_app.errors import UserError
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.store.attachments import Glance
    from checkpoint_app.store.pictures import Ready
    from checkpoint_app.store.session import Store

Source = Path | QImage
"""A file, or a picture from the clipboard or from another window."""


class PhotoDesk:
    """One per window. Every answer comes later, into the window's thread, and only while `owner` is there."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def take(
        self, owner: QObject, source: Source, taken: Callable[[Glance], object], refused: Callable[[UserError], object]
    ) -> None:
        """Reads a picture or document and keeps it for the form in which it stands."""

        def stage(ready: Ready) -> None:
            def work(store: Store, _progress: Progress) -> Glance:
                from checkpoint_app.store import attachments

                sha = attachments.stage(store, ready)
                return attachments.Glance(sha=sha, media=ready.media, size=len(ready.data), image=ready.preview, here=True)

            Operation(owner, work, runner=self._runner).on_success(taken).on_error(refused).start()

        Operation.beside(owner, lambda _progress: _read(source), runner=self._runner).on_success(stage).on_error(refused).start()

    def glances(self, owner: QObject, photos: Sequence[str], then: Callable[[dict[str, Glance]], object]) -> None:
        """What is known of photos; those of which nothing is known are left out."""
        wanted = tuple(photos)

        def work(store: Store, _progress: Progress) -> dict[str, Glance]:
            from checkpoint_app.store import attachments

            found = {sha: attachments.glance(store, sha) for sha in wanted}
            return {sha: seen for sha, seen in found.items() if seen is not None}

        Operation(owner, work, runner=self._runner, reading=True).in_background().on_success(then).start()

    def whole(self, owner: QObject, sha: str, then: Callable[[bytes, QImage], object]) -> None:
        """The bytes and the decoded picture (null for a document)."""

        def work(store: Store, _progress: Progress) -> tuple[bytes, QImage]:
            from checkpoint_app.store import attachments

            media, data = attachments.get(store, sha)
            return data, QImage.fromData(data) if media.startswith("image/") else QImage()

        Operation(owner, work, runner=self._runner, reading=True).on_success(lambda found: then(*found)).start()

    def write(self, owner: QObject, data: bytes, file: Path, then: Callable[[], object]) -> None:
        """A plain copy of a photo or document, because somebody asked for it."""

        def work(_progress: Progress) -> None:
            from checkpoint_app.store import errors

            try:
                file.write_bytes(data)
            except OSError as trouble:
                raise errors.FileNotWritten(name=file.name, what=trouble.strerror or "") from trouble

        Operation.beside(owner, work, runner=self._runner).on_success(lambda _: then()).start()


def _read(source: Source) -> Ready:
    """In the read lane."""
    from checkpoint_app.store import pictures

    if isinstance(source, Path):
        return pictures.read(source)
    if (
        max(source.width(), source.height()) > pictures.LONGEST_PX
    ):  # before it is copied: each copy of a large one holds the window up for a moment
        size = QSize(pictures.LONGEST_PX, pictures.LONGEST_PX)
        source = source.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    source.convertToFormat(QImage.Format.Format_RGB888).save(buffer, "BMP")  # type: ignore[call-overload]
    return pictures.prepare(bytes(buffer.data().data()), tr("The pasted picture"))


def sources_in(mime: QMimeData | None) -> list[Source]:
    """What a clipboard or a drop holds for us: files first, for a copied file brings a picture of its icon along."""
    if mime is None:
        return []
    files: list[Source] = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return files
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QPixmap):
        image = image.toImage()
    return [image] if isinstance(image, QImage) and not image.isNull() else []


def describe(seen: Glance | None) -> str:
    """What stands where no small picture can: a document, one that is elsewhere, one that is still being read."""
    if seen is None:
        return tr("Unknown photo")
    if not seen.here:
        return tr("On another machine")
    if seen.media == "application/pdf":
        return tr("PDF, {n} KB", n=max(1, seen.size // 1000))
    return tr("This photo cannot be shown.")
