from __future__ import annotations

import io
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfgen.canvas import Canvas

from checkpoint_app import paths
from checkpoint_app.printing import fonts, reading, shift_log
from checkpoint_app.printing.fonts import Typeface
from checkpoint_app.printing.pen import Pen
from tests.printing.samples import drawn, log_pages, national_table, shift_log_content

LATIN_ONLY = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
NOTO = paths.resource("fonts", "NotoSansSC-Regular.ttf")


@pytest.fixture
def no_wide_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any."""
    main = {name: Typeface(paths.resource("fonts", f"NotoSansSC-{name}.ttf"), wide=()) for name in ("Regular", "Bold")}
    monkeypatch.setattr(fonts, "regular", lambda: main["Regular"])
    monkeypatch.setattr(fonts, "bold", lambda: main["Bold"])


def test_every_character_of_the_national_table_comes_back_from_the_file() -> None:
    """194 of them are above U+FFFF; reportlab alone writes those so that no reader finds them."""
    characters = national_table()
    text = "".join(log_pages(shift_log_content(note=characters)))
    assert [character for character in characters if character not in text] == []


def test_rare_characters_come_back_in_their_order() -> None:
    rare = "".join(character for character in national_table() if ord(character) > 0xFFFF)
    assert rare in log_pages(shift_log_content(note=rare))[0]


@pytest.mark.usefixtures("no_wide_fonts")
@pytest.mark.parametrize(
    ("character", "shown"),
    [("𠮷", "U+20BB7"), ("\u202e", "U+202E"), ("\u200b", "U+200B"), ("\ue000", "U+E000"), ("\u00ad", "U+00AD"), ("ب", "U+0628")],
)
def test_what_no_font_has_and_what_would_not_show_prints_as_its_code_point(character: str, shown: str) -> None:
    assert f"前{shown}后" in log_pages(shift_log_content(note=f"前{character}后"))[0]


def test_a_framed_character_has_a_frame() -> None:
    """A frame is one rectangle more than the same text without."""

    def rectangles(text: str) -> int:
        canvas = Canvas(io.BytesIO(), initialFontName=fonts.regular().name, pageCompression=0)
        Pen(canvas).text(100, 100, text)
        return canvas.getCurrentPageContent().count(" re")

    assert rectangles("前\ue000后") == rectangles("前后") + 1


def test_a_wide_font_stands_in_where_the_machine_has_one() -> None:
    typeface = Typeface(LATIN_ONLY, wide=(NOTO,))
    assert list(typeface.runs("Li李𠮷强")) == [("Vera", "Li"), (NOTO.stem, "李"), (None, "𠮷"), (NOTO.stem, "强")]
    assert typeface.width("李", 10) == 10


def test_a_damaged_wide_font_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "HanaMinA.ttf"
    broken.write_bytes(b"\0\1\0\0 nothing like a font" * 20)
    typeface = Typeface(LATIN_ONLY, wide=(broken, tmp_path / "gone.ttf", NOTO))
    assert list(typeface.runs("李")) == [(NOTO.stem, "李")]


def test_wide_fonts_are_found_in_the_font_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "deep" / "hanazono"
    folder.mkdir(parents=True)
    for name in ("HanaMinB.ttf", "HanaMinA.ttf", "Other.ttf"):
        (folder / name).write_bytes(b"")
    monkeypatch.setattr("checkpoint_app.printing.fonts._font_folders", lambda: [tmp_path / "missing", tmp_path])
    found = fonts.installed_wide_fonts.__wrapped__()
    assert [path.name for path in found] == ["HanaMinA.ttf", "HanaMinB.ttf"]


def test_only_our_fonts_are_in_the_file_and_as_subsets() -> None:
    pdf, _ = drawn(shift_log.draw, shift_log_content(rows=60))
    assert b"Helvetica" not in pdf
    assert pdf.count(b"+NotoSansSC-") >= 2
    assert len(pdf) < 150_000
    assert reading.page_count(pdf) == 3
