from __future__ import annotations

import io

import pytest
from PIL import Image

from checkpoint_app.printing import entry_sheet, reading
from checkpoint_app.printing.blocks import Confirmed
from checkpoint_app.printing.photos import Photo
from tests.printing.samples import drawn, entry_content, plain


def photo(kind: str, size: tuple[int, int], colour: tuple[int, int, int], rotated: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6 if rotated else 1
    Image.new("RGB", size, colour).save(out, kind, exif=exif)
    return out.getvalue()


def pages(content: entry_sheet.EntrySheetContent) -> list[str]:
    return reading.page_texts(drawn(entry_sheet.draw, content)[0])


def test_every_field_and_every_change_is_on_it() -> None:
    content = entry_content()
    (page,) = pages(content)
    for label, text in content.values:
        assert plain(label + text) in page
    for step in content.history:
        assert plain(f"{step.at}{step.action}{step.field}{step.old}{step.new}{step.reason}{step.by}") in page
    for expected in (
        "发生时间2026年11月23日07:44",
        "登记时间2026年11月23日07:45",
        "检查人李强101235",
        "状态有效（已更正）",
        "登记人：检查人：",
    ):
        assert expected in page


def test_an_entry_without_history_or_photos_has_no_such_headings() -> None:
    (page,) = pages(entry_content(history=()))
    assert "更正经过" not in page
    assert "照片" not in page


def test_a_void_entry_says_why() -> None:
    assert "【作废】重复登记" in pages(entry_content(void="重复登记"))[0]


def test_source_doubts_and_confirmation() -> None:
    content = entry_content(source="纸质 第2页", doubts=("时钟存疑。",), confirmed_by=Confirmed("李强 101235", "11月23日 08:05"))
    (page,) = pages(content)
    for expected in ("来源纸质第2页", "注：时钟存疑。", "李强10123511月23日08:05确认"):
        assert expected in page


def test_a_field_longer_than_a_page_is_whole() -> None:
    found = pages(entry_content(values=(("备注", "配合检查，情绪稳定。" * 500),)))
    assert len(found) > 1
    assert (
        sum(page.count("情绪稳定") for page in found) + sum(page.count("情绪稳") - page.count("情绪稳定") for page in found)
        >= 490
    )


def test_photos_are_printed_with_their_captions() -> None:
    photos = (
        Photo(photo("JPEG", (1600, 1200), (200, 0, 0)), "照片 1　车辆前部"),
        Photo(photo("PNG", (600, 900), (0, 0, 200)), "照片 2　仪器读数"),
        Photo(b"no picture at all", "照片 3"),
    )
    pdf, _ = drawn(entry_sheet.draw, entry_content(photos=photos))
    text = "".join(reading.page_texts(pdf))
    for expected in ("照片1车辆前部", "照片2仪器读数", "照片无法读取照片3"):
        assert expected in text
    sheets = [reading.render(pdf, page, 40).pixels for page in range(reading.page_count(pdf))]
    colours = {pixels[at : at + 3] for pixels in sheets for at in range(0, len(pixels), 4)}
    assert any(blue < 60 and red > 180 for blue, _, red in colours)
    assert any(blue > 180 and red < 60 for blue, _, red in colours)


def test_large_photos_do_not_make_a_large_file() -> None:
    noise = io.BytesIO()
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(noise, "JPEG", quality=95)
    pdf, _ = drawn(entry_sheet.draw, entry_content(photos=(Photo(noise.getvalue(), ""),)))
    assert len(noise.getvalue()) > 2_000_000
    assert len(pdf) < 600_000


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff\xe0", photo("JPEG", (300, 300), (1, 2, 3))[:400]])
def test_a_broken_photo_never_stops_the_print(broken: bytes) -> None:
    assert "照片无法读取" in "".join(pages(entry_content(photos=(Photo(broken, "照片 1"),))))


def test_a_photo_taken_upright_stands_upright() -> None:
    def height(rotated: bool) -> int:
        pdf, _ = drawn(entry_sheet.draw, entry_content(photos=(Photo(photo("JPEG", (400, 200), (250, 0, 0), rotated), ""),)))
        picture = reading.render(pdf, 0, 40)
        lines = (picture.pixels[at : at + picture.width * 4] for at in range(0, len(picture.pixels), picture.width * 4))
        return sum(any(line[at] < 60 and line[at + 2] > 180 for at in range(0, len(line), 4)) for line in lines)

    assert height(rotated=True) > 1.2 * height(rotated=False)


def test_the_same_content_gives_the_same_bytes() -> None:
    content = entry_content(photos=(Photo(photo("JPEG", (300, 200), (9, 9, 9)), "x"),))
    assert drawn(entry_sheet.draw, content)[0] == drawn(entry_sheet.draw, content)[0]
