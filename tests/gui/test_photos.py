"""Photos in the window: added, pasted, dropped; looked at; taken out; kept by a draft; saved with the entry; never freezing it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from checkpoint_app.gui.fields.checklist import ChecklistField
from checkpoint_app.gui.fields.photos import PhotosField
from checkpoint_app.gui.pages.today.details import DetailsView
from checkpoint_app.gui.photo_strip import PhotoThumb
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.gui.window import Window
from checkpoint_app.store import attachments, entries_list, opening, shifts, sites
from tests.gui.conftest import FIRST, PASSWORD, find, press, settle, type_text, unlock, words


def jpeg(file: Path, size: tuple[int, int] = (640, 480), colour: str = "red") -> Path:
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file


def duty(folder: Path, kind: str, site: str, place: str) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        if kind != "checkpoint":
            sites.save(store, {"name": site, "kind": place})
        start = datetime.now(UTC) - timedelta(hours=1)
        draft = shifts.ShiftDraft(duty=kind, site=site, planned_from=start, planned_to=start + timedelta(hours=8), basis="PL15")
        shifts.open_shift(store, draft)


@pytest.fixture
def checkpoint(folder: Path, locked: Window) -> Window:
    """A checkpoint duty is open, its full form is shown."""
    duty(folder, "checkpoint", "黄河路卡点", "checkpoint")
    unlock(locked)
    press(locked, "F4")
    settle(locked)
    return locked


def form(window: Window) -> TemplateForm:
    (view,) = [view for view in window.findChildren(DetailsView) if view.isVisible()]
    return view.form


def photos(window: Window) -> PhotosField:
    found = form(window).field("photos")
    assert isinstance(found, PhotosField)
    return found


def thumbs(widget: QWidget) -> list[PhotoThumb]:
    return [thumb for thumb in widget.findChildren(PhotoThumb) if thumb.isVisible() and thumb.isEnabled()]


def paste(window: Window, *, image: QImage | None = None, files: tuple[Path, ...] = ()) -> None:
    mime = QMimeData()
    if image is not None:
        mime.setImageData(image)
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    QApplication.clipboard().setMimeData(mime)
    press(window, "Ctrl+V")


def drop(widget: QWidget, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(5, 5), copy, mime, left, none))
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, mime, left, none))


def saved(folder: Path) -> dict[str, Any]:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        (entry,) = entries_list.every(store, entries_list.EntryFilter(void=True))
        return dict(entry.values)


def enter_plate(window: Window) -> None:
    form(window).field("plate").setFocus()
    type_text(window, "12345")


def test_a_photo_from_a_file_is_kept_with_the_entry(checkpoint: Window, folder: Path, tmp_path: Path) -> None:
    enter_plate(checkpoint)
    photos(checkpoint).setFocus()
    press(checkpoint, "Alt+P")
    (dialog,) = checkpoint.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(jpeg(tmp_path / "IMG_1.jpg")), str(jpeg(tmp_path / "IMG_2.jpg", colour="blue"))])
    dialog.close()
    settle(checkpoint)
    assert len(thumbs(photos(checkpoint))) == 2
    assert "不拍人脸" in words(checkpoint)
    press(checkpoint, "Ctrl+Return")
    settle(checkpoint)
    checkpoint.lock()
    settle(checkpoint)
    kept = saved(folder)["photos"]
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        data = [attachments.get(store, sha)[1] for sha in kept]
    assert [Image.open(io.BytesIO(one)).size for one in data] == [(640, 480)] * 2


def test_a_picture_of_the_clipboard_is_pasted(checkpoint: Window) -> None:
    image = QImage(4500, 2500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    photos(checkpoint).setFocus()
    paste(checkpoint, image=image)
    settle(checkpoint)
    assert len(thumbs(photos(checkpoint))) == 1
    paste(checkpoint, image=image)
    settle(checkpoint)
    assert len(thumbs(photos(checkpoint))) == 1, "the same picture is there once"
    thumbs(photos(checkpoint))[0].click()
    settle(checkpoint)
    large = find(checkpoint, "photo").findChild(QLabel, "large_photo")
    assert isinstance(large, QLabel)
    assert large.pixmap().toImage().pixelColor(100, 100).green() > 80
    assert large.pixmap().width() / large.pixmap().height() == pytest.approx(1.8, abs=0.02)


def test_an_empty_clipboard_is_said(checkpoint: Window) -> None:
    photos(checkpoint).setFocus()
    paste(checkpoint)
    assert "剪贴板里没有图片" in words(checkpoint)


def test_dropped_files_are_taken_and_those_that_are_none_are_named(checkpoint: Window, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("no picture")
    (tmp_path / "empty.jpg").write_bytes(b"")
    drop(photos(checkpoint), tmp_path / "notes.jpg", jpeg(tmp_path / "IMG_1.jpg"), tmp_path / "empty.jpg")
    settle(checkpoint)
    assert len(thumbs(photos(checkpoint))) == 1
    shown = words(checkpoint)
    assert "notes.jpg 既不是图片" in shown
    assert "empty.jpg 是空文件" in shown


def test_a_document_is_a_chip(checkpoint: Window, tmp_path: Path) -> None:
    (tmp_path / "通知书.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 4000)
    drop(photos(checkpoint), tmp_path / "通知书.pdf")
    settle(checkpoint)
    assert "PDF　4 KB" in words(checkpoint)


def test_delete_takes_a_photo_out_and_the_cursor_stays_near(checkpoint: Window, tmp_path: Path) -> None:
    drop(photos(checkpoint), *(jpeg(tmp_path / f"{colour}.jpg", colour=colour) for colour in ("red", "blue", "green")))
    settle(checkpoint)
    first, _second, third = photos(checkpoint).value() or ()  # type: ignore[misc]
    thumbs(photos(checkpoint))[1].setFocus()
    press(checkpoint, "Delete")
    assert photos(checkpoint).value() == [first, third]
    assert checkpoint.focusWidget() is thumbs(photos(checkpoint))[1]


def test_a_photo_is_seen_large_and_the_next_one_by_key(checkpoint: Window, tmp_path: Path) -> None:
    drop(photos(checkpoint), jpeg(tmp_path / "a.jpg", (800, 400)), jpeg(tmp_path / "b.jpg", (300, 600)))
    settle(checkpoint)
    thumbs(photos(checkpoint))[0].setFocus()
    press(checkpoint, "Return")
    settle(checkpoint)
    box = find(checkpoint, "photo")
    large = box.findChild(QLabel, "large_photo")
    assert isinstance(large, QLabel)
    assert (large.pixmap().width(), large.pixmap().height()) == (800, 400)
    press(checkpoint, "Right")
    settle(checkpoint)
    assert large.pixmap().width() < large.pixmap().height()
    assert "照片 2／2" in words(box)
    press(checkpoint, "Escape")
    settle(checkpoint)
    assert not [box for box in checkpoint.findChildren(QWidget, "photo") if box.isVisible()]


def test_saving_while_a_photo_is_read_loses_nothing(checkpoint: Window, folder: Path, tmp_path: Path) -> None:
    enter_plate(checkpoint)
    drop(photos(checkpoint), jpeg(tmp_path / "a.jpg", (3000, 2000)))
    press(checkpoint, "Ctrl+Return")
    assert "还有照片正在读入" in words(checkpoint)
    settle(checkpoint)
    press(checkpoint, "Ctrl+Return")
    settle(checkpoint)
    checkpoint.lock()
    settle(checkpoint)
    assert len(saved(folder)["photos"]) == 1


def test_an_unfinished_form_keeps_its_photos_over_the_lock(checkpoint: Window, tmp_path: Path) -> None:
    enter_plate(checkpoint)
    drop(photos(checkpoint), jpeg(tmp_path / "a.jpg"))
    settle(checkpoint)
    press(checkpoint, "F6")
    settle(checkpoint)
    checkpoint.lock()
    settle(checkpoint)
    unlock(checkpoint)
    press(checkpoint, "F6")
    settle(checkpoint)
    (thumb,) = thumbs(photos(checkpoint))
    assert not thumb.icon().isNull()


def test_the_entry_shows_its_photos_with_what_they_show(checkpoint: Window, tmp_path: Path) -> None:
    enter_plate(checkpoint)
    drop(photos(checkpoint), jpeg(tmp_path / "a.jpg"))
    settle(checkpoint)
    press(checkpoint, "Ctrl+Return")
    settle(checkpoint)
    checkpoint.open_page("records")
    settle(checkpoint)
    table = checkpoint.page("records").findChild(RecordTable)
    assert isinstance(table, RecordTable)
    table.setFocus()
    press(checkpoint, "Return")
    settle(checkpoint)
    page = checkpoint.page("entry")
    assert len(thumbs(page)) == 1
    assert "照片和文件" in words(page)


def test_a_point_takes_a_photo_and_hands_it_on_to_its_hazard(folder: Path, locked: Window, tmp_path: Path) -> None:
    duty(folder, "fire", "如家宾馆", "premises")
    unlock(locked)
    press(locked, "F4")
    settle(locked)
    checklist = form(locked).field("checklist")
    assert isinstance(checklist, ChecklistField)
    at = next(at for at, item in enumerate(checklist.field.items) if item.hazard)
    point = checklist._points[at]
    point.setFocus()
    paste(locked, files=(jpeg(tmp_path / "a.jpg"),))
    settle(locked)
    assert len(thumbs(point)) == 1
    point.note.show()
    point.note.setFocus()
    QApplication.clipboard().setText("压力不足")
    press(locked, "Ctrl+V")
    assert point.note.text() == "压力不足", "text goes into the note, not among the photos"
    point.setFocus()
    bad = next(number for number, code in enumerate(point._buttons, start=1) if point.item.is_odd(code))
    press(locked, str(bad))
    press(locked, "Alt+K")
    settle(locked)
    (row,) = form(locked).values()["hazards"]
    assert row["photos"] == form(locked).values()["checklist"][point.item.key]["photos"]
