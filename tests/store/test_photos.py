"""Photos from the file to the station: scaled, turned, stripped, waiting for their form, kept with it, refused in words."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from checkpoint_app.errors import UserError
from checkpoint_app.model import chain
from checkpoint_app.model.records import Shift
from checkpoint_app.store import attachments, drafts, entries, errors, hazards, journal, opening, pictures, sites, verify
from checkpoint_app.store.session import Store
from tests.store.conftest import PASSWORD, Clock

CHECK = "checkpoint-check"


def picture(size: tuple[int, int] = (3000, 1500), *, form: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **how)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def add(store: Store, data: bytes | None = None, *, asked: bool = False) -> str:
    return attachments.stage(store, pictures.prepare(data or picture(), "IMG_1.jpg"), asked=asked)


def png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + b"\0\0\1\0IDAT" + bytes(260)
    )


def test_a_photo_is_scaled_turned_and_loses_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned to the right
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(33), IFDRational(35), IFDRational(0))})
    ready = pictures.prepare(picture(exif=exif, comment=b"secret"), "IMG_1.jpg")
    image = opened(ready.data)
    assert (ready.media, image.size) == ("image/jpeg", (1000, 2000))
    assert (ready.width, ready.height) == image.size
    top, bottom = image.getpixel((500, 100)), image.getpixel((500, 1900))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)  # what was left is above now
    assert not image.getexif()
    assert b"Phone" not in ready.data
    assert b"secret" not in ready.data
    assert max(opened(ready.preview).size) == pictures.PREVIEW_PX


def test_a_photo_of_many_details_weighs_a_few_hundred_kilobytes() -> None:
    noise = Image.effect_noise((500, 375), 60).convert("RGB").resize((2400, 1800))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=97)
    assert len(pictures.prepare(out.getvalue(), "p.jpg").data) <= pictures.PHOTO_BYTES


@pytest.mark.parametrize(
    "data",
    [
        picture(mode="CMYK"),
        picture(mode="L"),
        picture(form="PNG"),
        picture(form="PNG", mode="RGBA"),
        picture(form="PNG", mode="P"),
        picture(form="WEBP"),
        picture(form="BMP"),
        picture(form="GIF", mode="P"),
    ],
    ids=["cmyk", "grey", "png", "alpha", "palette", "webp", "bmp", "gif"],
)
def test_what_cameras_and_offices_make_is_taken(data: bytes) -> None:
    image = opened(pictures.prepare(data, "p").data)
    assert (image.mode, image.size) == ("RGB", (2000, 1000))


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    image = Image.new("I;16", (100, 50), 0x8000)
    out = io.BytesIO()
    image.save(out, "PNG")
    shade = opened(pictures.prepare(out.getvalue(), "p.png").data).getpixel((50, 25))
    assert isinstance(shade, tuple)
    assert abs(shade[0] - 128) < 4


def test_what_is_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(pictures.prepare(out.getvalue(), "p.png").data).getpixel((5, 5)) == (255, 255, 255)


def moving() -> bytes:
    frames = [Image.new("L", (40, 30), shade) for shade in (20, 120, 220)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "empty": (b"", errors.FileEmpty),
    "text": ("巡逻记录".encode(), errors.NotAPicture),
    "program": (b"MZ\x90\x00" + bytes(200), errors.NotAPicture),
    "iPhone": (b"\0\0\0\x18ftypheic" + bytes(100), errors.AppleFormat),
    "moving": (moving(), errors.PictureMoves),
    "500 megapixels": (png_header(25_000, 20_000), errors.PictureTooLarge),
    "500 megapixels of WebP": (
        b"RIFF\x00\x10\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0"
        + (24_999).to_bytes(3, "little")
        + (19_999).to_bytes(3, "little")
        + bytes(64),
        errors.PictureTooLarge,
    ),
    "cut off": (picture()[:900], errors.PictureBroken),
    "only the beginning": (b"\xff\xd8\xff", errors.PictureBroken),
    "long document": (b"%PDF-1.7\n" + bytes(pictures.DOCUMENT_BYTES), errors.DocumentTooLarge),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_in_words(name: str) -> None:
    data, wanted = REFUSED[name]
    with pytest.raises(UserError) as refusal:
        pictures.prepare(data, "附件.jpg")
    assert type(refusal.value) is wanted
    assert "附件.jpg" in refusal.value.text()
    assert refusal.value.advice()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.FileUnreadable):
        pictures.read(tmp_path / "IMG_1.jpg")


def test_a_document_stays_as_it_is(store: Store) -> None:
    data = b"%PDF-1.4\n% one page\n%%EOF\n"
    sha = attachments.stage(store, pictures.prepare(data, "通知书.pdf"))
    assert attachments.get(store, sha) == ("application/pdf", data)
    seen = attachments.glance(store, sha)
    assert seen is not None
    assert (seen.media, seen.image, seen.here) == ("application/pdf", b"", True)


def test_a_photo_waits_without_a_line_and_is_kept_with_its_entry(store: Store, shift: Shift) -> None:
    sha = add(store)
    assert journal.lines_of(store.db, sha) == []
    saved = entries.record(store, CHECK, {"plate": "豫L12345", "photos": [sha]}, shift=shift.id)
    assert saved.value.values["photos"] == [sha]
    assert not attachments.waiting(store)
    row = store.row(
        "SELECT chain.scope FROM line JOIN chain ON chain.id = line.chain WHERE line.record=? AND line.noun='attachment'", (sha,)
    )
    assert row == ("up",)
    seen = attachments.glance(store, sha)
    assert seen is not None
    assert opened(seen.image).width == pictures.PREVIEW_PX
    assert list(verify.verify(store)) == []


def test_the_same_photo_twice_is_kept_once(store: Store, shift: Shift) -> None:
    for plate in ("豫L12345", "豫L54321"):
        entries.record(store, CHECK, {"plate": plate, "photos": [add(store)]}, shift=shift.id)
    assert store.row("SELECT count(*) FROM line WHERE noun='attachment'") == (1,)


def test_a_correction_brings_its_photo(store: Store, shift: Shift) -> None:
    entry = entries.record(store, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    sha = add(store)
    entries.correct(store, entry.id, {"photos": [sha]}, "补照片")
    assert len(journal.lines_of(store.db, sha)) == 1


def test_photos_of_points_rows_and_steps_are_kept(store: Store, shift: Shift) -> None:
    sites.save(store, {"name": "万达广场", "kind": "premises"})
    point, row, after = (add(store, picture((size, 200))) for size in (300, 400, 500))
    values = {
        "premises": "万达广场",
        "checklist": {"extinguishers": {"result": "ABNORMAL", "photos": [point]}},
        "hazards": [{"kind": "EXIT_BLOCKED", "order": "ORDER_NOW", "photos": [row]}],
    }
    first = next(iter(_checklist(store)))
    values["checklist"] = {first: {"photos": [point]}}
    entries.record(store, "fire-check", values, shift=shift.id)
    hazard = hazards.every(store)[0]
    hazards.add_step(store, hazard.id, "FIXED", photos=[after])
    assert [len(journal.lines_of(store.db, sha)) for sha in (point, row, after)] == [1, 1, 1]
    for wrong in ("…", "ab" * 32):
        with pytest.raises(errors.Refused):
            hazards.add_step(store, hazard.id, "REOPEN", note="x", photos=[wrong])
    assert hazards.get(store, hazard.id).found.photos == (row,)
    assert list(verify.verify(store)) == []


def _checklist(store: Store) -> list[str]:
    from checkpoint_app.store import templates

    return [item.key for item in templates.need(store, "fire-check").field("checklist").items]


def test_a_number_that_stands_for_no_photo_is_refused(store: Store, shift: Shift) -> None:
    with pytest.raises(errors.Refused) as refusal:
        entries.record(store, CHECK, {"plate": "豫L12345", "photos": ["ab" * 32]}, shift=shift.id)
    assert "PHOTO_UNKNOWN" in [problem.code for problem in refusal.value.problems]
    entry = entries.record(store, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    with pytest.raises(errors.Refused):
        entries.correct(store, entry.id, {"photos": ["ab" * 32]}, "x")


def test_what_is_still_being_read_is_not_saved_without(store: Store, shift: Shift) -> None:
    with pytest.raises(errors.Refused) as refusal:
        entries.record(store, CHECK, {"plate": "豫L12345", "photos": ["…"]}, shift=shift.id)
    assert "PHOTO_COMING" in [problem.code for problem in refusal.value.problems]


def test_a_draft_keeps_its_photos_and_takes_them_along(store: Store) -> None:
    kept, alone = add(store), add(store, picture((640, 480)))
    drafts.save(store, "one", CHECK, {"values": {"photos": [kept]}})
    drafts.forget(store)
    assert attachments.glance(store, kept) is not None
    assert attachments.glance(store, alone) is None
    drafts.discard(store, "one")
    assert attachments.glance(store, kept) is not None  # it can still be taken back
    drafts.forget(store)
    assert attachments.glance(store, kept) is None


def test_what_was_left_behind_is_gone_when_the_store_is_opened_again(store: Store, clock: Clock) -> None:
    sha = add(store)
    store.close()
    with opening.open_store(store.folder, officer="101234", password=PASSWORD, clock=clock) as again:
        assert attachments.glance(again, sha) is None


def test_a_file_of_a_command_waits_a_day(store: Store, clock: Clock) -> None:
    sha = add(store, asked=True)
    add(store)  # a form that takes the same photo leaves it to the command
    drafts.forget(store)
    assert attachments.glance(store, sha) is not None
    clock.forward(hours=25)
    drafts.forget(store)
    assert attachments.glance(store, sha) is None


def test_a_photo_whose_bytes_have_not_come_is_known_and_said(store: Store) -> None:
    data = picture((100, 100))
    sha = pictures.prepare(data, "p").sha
    with store.transaction() as transaction:
        transaction.append("attachment", sha, "create", {"open": {"set": {"media": "image/jpeg", "size": 10}}}, scope="up")
    seen = attachments.glance(store, sha)
    assert seen is not None
    assert not seen.here
    with pytest.raises(errors.Unknown):
        attachments.get(store, sha)


def test_verify_names_an_altered_photo_that_waits(store: Store) -> None:
    sha = add(store)
    with store.transaction() as transaction:
        transaction.db.execute("UPDATE staged SET bytes=x'00'")
    assert [dict(fault.details) for fault in verify.verify(store)] == [{"record": sha}]


def test_a_photo_that_came_without_a_small_picture_shows_one(store: Store) -> None:
    sha = attachments.add(store, pictures.prepare(picture(), "p").data, "image/jpeg")
    seen = attachments.glance(store, sha)
    assert seen is not None
    assert opened(seen.image).width == pictures.PREVIEW_PX


def test_numbers_are_found_wherever_they_stand() -> None:
    one, two = "ab" * 32, "cd" * 32
    assert list(chain.hashes_in({"a": [one, {"b": {"c": two}}], "note": f"x{one}"})) == [one, two]
