"""Photos and files by command: put in, named by an entry, copied out, refused one by one."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from tests.cli.conftest import Program


def test_a_photo_is_attached_recorded_printed_exported_and_copied(program: Program, shift: str, tmp_path: Path) -> None:
    file = tmp_path / "IMG_1.jpg"
    Image.new("RGB", (2400, 1200), "red").save(file)
    made = program.json("attach", str(file)).object
    assert (made["media"], made["width"], made["height"]) == ("image/jpeg", 2000, 1000)
    line = json.dumps({"values": {"plate": "豫L12345", "photos": [made["sha"]]}})
    entry = program.json("record", "checkpoint-check", stdin=line).object["id"]
    assert program("photo", made["sha"][:64].upper(), "-o", str(tmp_path / "copy.jpg")).code == 0
    with Image.open(tmp_path / "copy.jpg") as copy:
        assert copy.size == (2000, 1000)
    assert program("print", "entry", entry, "-o", str(tmp_path / "entry.pdf")).code == 0
    assert b"/DCTDecode" in (tmp_path / "entry.pdf").read_bytes()
    (tmp_path / "stick").mkdir()
    assert program("export", str(tmp_path / "stick")).code == 0
    (photo,) = (tmp_path / "stick").glob("*/photos/*.jpg")
    assert photo.read_bytes() == (tmp_path / "copy.jpg").read_bytes()
    assert made["sha"][:16] in photo.name
    assert program("verify").code == 0


def test_a_bad_file_keeps_no_good_one_out(program: Program, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.new("RGB", (20, 10)).save(good)
    bad.write_bytes(b"")
    answer = program.json("attach", str(bad), str(good), str(tmp_path / "none.jpg"))
    assert answer.code == 3
    first, second, third = answer.objects
    assert (first["error"], first["line"]) == ("FILE_EMPTY", 1)
    assert len(second["sha"]) == 64
    assert third["error"] == "FILE_UNREADABLE"
    assert program("attach", str(good)).out.strip() == second["sha"]


def test_unknown_numbers_are_refused(program: Program, shift: str, tmp_path: Path) -> None:
    line = json.dumps({"values": {"plate": "豫L12345", "photos": ["ab" * 32]}})
    answer = program.json("record", "checkpoint-check", stdin=line)
    assert (answer.code, answer.object["error"]) == (3, "PHOTO_UNKNOWN")
    assert program("photo", "ab" * 32, "-o", str(tmp_path / "x.jpg")).code == 3
    assert program("photo", "ab" * 32, "-o", str(tmp_path)).code == 2
