"""`init --join`, `device`, `bundle`, `sync`, `receipts`, `print loss` as design §9 has them."""

from __future__ import annotations

import time
from pathlib import Path

from tests.cli.conftest import Program, join

CAR = '{"values":{"plate":"豫L12345","plate_colour":"BLUE"}}\n'


def record(program: Program) -> str:
    shift = program.json("shift", "open", "--duty", "checkpoint", "--site", "黄河路卡点", "--crew", "101234", "--basis", "PL15")
    assert shift.code == 0, shift.err
    return str(program("record", "checkpoint-check", stdin=CAR).object["id"])


def test_a_machine_that_waits_says_so(laptop: Program) -> None:
    answer = laptop.json("list", "entry")
    assert (answer.code, answer.error["error"]) == (4, "NOT_ENROLLED_YET")
    assert "device card" in answer.error["message"]


def test_the_whole_way_by_bundles(program: Program, laptop: Program, tmp_path: Path, stick: Path) -> None:
    join(program, laptop, tmp_path)
    entry = record(laptop)
    written = laptop.json("bundle", "write", str(stick))
    assert written.code == 0
    assert set(written.object) == {"to", "file", "lines", "pieces"}
    inspected = program.json("bundle", "inspect", written.object["file"]).object
    assert (inspected["to"], inspected["lines"], inspected["last"]) == ("station", written.object["lines"], True)
    read = program.json("bundle", "read", written.object["file"])
    assert read.code == 0
    assert {"device", "name", "new", "repeated", "lacking", "files", "refused", "skew_s"} == set(read.object)
    assert (read.object["new"], read.object["lacking"]) == (written.object["lines"], 0)
    assert program.json("show", entry).object["values"]["plate"] == "豫L12345"
    again = program.json("bundle", "read", written.object["file"]).object
    assert (again["new"], again["repeated"]) == (0, written.object["lines"])
    back = program.json("bundle", "write", str(stick), "--for", "B")
    assert laptop.json("bundle", "read", back.object["file"]).code == 0
    receipt = laptop.json("receipts").object
    assert {"device", "at", "heads"} <= set(receipt)
    nothing = laptop.json("bundle", "write", str(stick))
    assert (nothing.code, nothing.out) == (0, "")
    assert program.json("verify").code == laptop.json("verify").code == 0


def test_sync_with_a_folder(program: Program, laptop: Program, tmp_path: Path, stick: Path) -> None:
    join(program, laptop, tmp_path)
    record(laptop)
    first = laptop.json("sync", str(stick)).object
    assert (first["new"], len(first["files"])) == (0, 1)
    second = program.json("sync", str(stick)).object
    assert second["new"] == first["given"]
    third = laptop.json("sync", str(stick)).object
    assert (third["receipts"], third["lacking"]) == (1, 0)
    people = laptop("sync", str(stick))
    assert "可以拔出" in people.out
    receipt = laptop.json("receipts").object["id"]
    short = receipt[-6:].upper()
    assert short in laptop("receipts").out
    for by, name in ((laptop, ()), (laptop, (receipt,)), (laptop, (short,)), (program, ("B",))):
        slip = tmp_path / "slip.pdf"
        assert by.json("print", "delivery", *name, "-o", str(slip)).code == 0
        assert by.json("verify-print", str(slip)).object["verdict"] == "same"
    none = program.json("print", "delivery", "A", "-o", str(tmp_path / "none.pdf"))
    assert (none.code, none.error["error"]) == (3, "NO_RECEIPT")
    assert not (tmp_path / "none.pdf").exists()
    unknown = laptop.json("sync", "https://127.0.0.1:9")
    assert (unknown.code, unknown.error["field"]) == (2, "--fingerprint")
    silent = laptop.json("sync", "https://127.0.0.1:9", "--fingerprint", "00 " * 32)
    assert (silent.code, silent.error["error"]) == (4, "SERVER_UNREACHABLE")
    nowhere = laptop.json("sync", str(tmp_path / "nowhere"))
    assert (nowhere.code, nowhere.error["error"]) == (4, "FOLDER_MISSING")


def test_bad_bundles_are_refused_by_name(program: Program, laptop: Program, tmp_path: Path, stick: Path) -> None:
    join(program, laptop, tmp_path)
    record(laptop)
    good = Path(laptop.json("bundle", "write", str(stick)).object["file"])
    bad, empty = stick / "bad.ckb", stick / "empty.ckb"
    bad.write_bytes(good.read_bytes()[:-9])
    empty.write_bytes(b"")
    answer = program.json("bundle", "read", str(stick))
    assert answer.code == 3
    refused = {found["file"]: found["error"] for found in answer.objects if "error" in found}
    assert refused == {"bad.ckb": "BUNDLE_DAMAGED", "empty.ckb": "BUNDLE_DAMAGED"}
    assert [found["lacking"] for found in answer.objects if "error" not in found] == [0]
    for file in (bad, empty, good.with_name("missing.ckb")):
        assert program.json("bundle", "inspect", str(file)).code in (2, 3)
    bare = tmp_path / "bare"
    bare.mkdir()
    assert program.json("bundle", "read", str(bare)).error["error"] == "NO_BUNDLES"


def test_cards_answers_and_loss(program: Program, laptop: Program, tmp_path: Path) -> None:
    join(program, laptop, tmp_path)
    twice = program.json("device", "enrol", str(tmp_path / "card"), "-o", str(tmp_path / "x.ckb"))
    assert (twice.code, twice.error["error"]) == (3, "DEVICE_ENROLLED")
    (tmp_path / "none").write_text("{}")
    none = program.json("device", "enrol", str(tmp_path / "none"), "-o", str(tmp_path / "x.ckb"))
    assert (none.code, none.error["error"]) == (3, "CARD_UNREADABLE")
    listed = program.json("device", "list").objects
    assert [(row["letter"], row["kind"], row["active"], row["own"]) for row in listed] == [
        ("A", "station", True, True),
        ("B", "field", True, False),
    ]
    assert "巡逻车1" in program("device", "list").out
    assert laptop.json("device", "revoke", "A", "--reason", "x").error["error"] == "ONLY_STATIONS"
    assert program.json("device", "revoke", "B").error["error"] == "REASON_NEEDED"
    revoked = program.json("device", "revoke", "B", "--reason", "车内被盗")
    assert (revoked.code, revoked.object["letter"]) == (0, "B")
    pdf = tmp_path / "loss.pdf"
    assert program.json("print", "loss", "B", "-o", str(pdf)).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert program.json("verify-print", str(pdf)).object["verdict"] == "same"
    assert program.json("device", "revoke", "B", "--reason", "x").error["error"] == "ALREADY_REVOKED"
    assert program.json("bundle", "write", str(tmp_path), "--for", "B").code == 3


def test_people_read_what_to_do(program: Program, laptop: Program, tmp_path: Path) -> None:
    card = laptop("device", "card", "-o", str(tmp_path / "card"))
    words = [line.strip() for line in card.out.splitlines() if line.startswith("    ")]
    enrolled = program("device", "enrol", str(tmp_path / "card"), "-o", str(tmp_path / "answer.ckb"))
    assert words[0] in enrolled.out
    read = laptop("bundle", "read", str(tmp_path / "answer.ckb"))
    assert "沙北派出所" in read.out
    unit = [line.strip() for line in read.out.splitlines() if line.startswith("    ")]
    assert unit[0] in enrolled.out


def test_killed_while_reading_it_goes_on_the_next_time(program: Program, laptop: Program, tmp_path: Path, stick: Path) -> None:
    join(program, laptop, tmp_path)
    record(laptop)
    assert laptop("record", "checkpoint-check", stdin=CAR * 120).code == 0
    file = laptop.json("bundle", "write", str(stick)).object["file"]
    seen = []
    for wait_s in (0.9, 1.1, 1.3):
        process = program.start("bundle", "read", file)
        time.sleep(wait_s)
        process.kill()
        process.communicate()
        assert program.json("verify").code == 0
        seen.append(len(program.json("list", "entry").objects))
    assert seen == sorted(seen)
    last = program.json("bundle", "read", file).object
    assert last["lacking"] == 0
    assert len(program.json("list", "entry").objects) == 121
    assert program.json("verify").code == 0
