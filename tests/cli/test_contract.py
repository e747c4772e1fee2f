"""The contract of design §9: answers, exit codes, error objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PASSWORD, Program

CAR = {"values": {"plate": "豫L12345", "plate_colour": "BLUE"}}


def line(**content: object) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def test_a_new_store_prints_its_recovery_key_once(bare: Program) -> None:
    made = bare.json("init", "--unit", "沙北派出所", "--name", "王小明")
    assert made.code == 0
    assert set(made.object) == {"unit", "device", "officer", "recovery_key"}
    again = bare.json("init", "--unit", "沙北派出所", "--name", "王小明")
    assert (again.code, again.out) == (4, "")
    assert again.error["error"]


def test_a_shift_from_opening_to_the_folder(program: Program, shift: str) -> None:
    recorded = program("record", "checkpoint-check", stdin=line(**CAR))
    assert recorded.code == 0
    assert set(recorded.object) == {"line", "id", "seq"}
    closed = program.json("shift", "close", shift, "--to", "101235", "--note", "锥筒损坏 2 个")
    assert closed.object["state"] == "handing_over"
    wrong = program.json("shift", "take", shift)
    assert wrong.code == 3, "only the successor takes over"
    given = program.json("account", "add", "101235")
    assert given.code == 0
    password = given.objects[0]["password"]
    environment = {"CHECKPOINT_OFFICER": "101235", "CHECKPOINT_PASSWORD": password}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        taken = program.json("shift", "take", shift)
        assert (taken.code, taken.object["state"]) == (0, "handed_over"), taken.err
    assert program.json("shift", "file", shift).object["state"] == "filed"
    refused = program.json("record", "checkpoint-check", "--shift", shift, stdin=line(**CAR))
    assert (refused.code, refused.object["error"]) == (3, "SHIFT_CLOSED")
    late = program.json(
        "record", "checkpoint-check", "--shift", shift, stdin=line(**CAR, source="PAPER", page="1", reason="纸质补录")
    )
    assert late.code == 0, late.out


def test_bad_lines_are_refused_in_their_place_and_good_ones_kept(program: Program, shift: str) -> None:
    lines = (
        line(**CAR)
        + "{broken\n"
        + "[1]\n"
        + line(values={"plate": "豫"})
        + line(value={})
        + line(values={"plate": "豫L12346", "plate_colour": "BLUE"}, at="2020-01-01 10:00")
        + line(values={"plate": "豫L12347"}, checked_by=["FJ1001"])
        + "\n"
        + line(values={"plate": "豫L12348"}, at="tomorrow")
    )
    answered = program("record", "checkpoint-check", "--shift", shift, stdin=lines)
    assert answered.code == 3
    found = [(answer["line"], answer.get("error")) for answer in answered.objects]
    assert [number for number, _ in found] == [1, 2, 3, 4, 5, 6, 7, 9]
    assert [error for _, error in found] == [
        None, "JSON_BROKEN", "JSON_OBJECT", "PLATE_FORMAT", "JSON_KEY", None, "CHECKED_BY_OFFICER", "AT_FORMAT",
    ]  # fmt: skip
    for answer in answered.objects:
        if "error" in answer:
            assert {"error", "field", "line", "message"} <= set(answer)
    assert answered.objects[3]["field"] == "plate"
    assert [warning["code"] for warning in answered.objects[5]["warnings"]] == ["AT_OUTSIDE_SHIFT"]
    assert len(program.json("list", "checkpoint-check").objects) == 2


def test_atomic_keeps_all_or_none(program: Program, shift: str) -> None:
    bad = line(**CAR) + line(values={})
    refused = program("record", "checkpoint-check", "--atomic", stdin=bad)
    assert (refused.code, [answer["error"] for answer in refused.objects]) == (3, ["FIELD_REQUIRED"])
    assert program.json("list", "entry").objects == []
    assert program("record", "checkpoint-check", "--atomic", stdin=line(**CAR) * 3).code == 0
    assert len(program.json("list", "entry").objects) == 3


def test_correct_void_confirm_and_history(program: Program, shift: str) -> None:
    record = program("record", "checkpoint-check", stdin=line(**CAR)).object["id"]
    corrected = program.json("correct", record, "--values", '{"people":3}', "--reason", "点错")
    assert (corrected.code, corrected.object["state"]) == (0, "final")
    shown = program.json("show", record).object
    assert shown["values"]["people"] == 3
    assert [step["op"] for step in shown["history"]] == ["create", "change"]
    assert shown["history"][1]["changes"] == [{"field": "车上人数", "before": "1", "after": "3"}]
    assert program.json("correct", record, "--values", '{"people":3}', "--reason", " ").code == 3
    assert program.json("void", record, "--reason", "重复").object["state"] == "void"
    assert program.json("void", record, "--reason", "重复").code == 3
    assert program.json("list", "entry").objects == []
    assert [entry["state"] for entry in program.json("list", "entry", "--void").objects] == ["void"]
    again = program.json("confirm", record)
    assert (again.code, again.object["changed"]) == (0, False)


def test_an_auxiliary_proposes_and_an_officer_confirms(program: Program, shift: str, monkeypatch: pytest.MonkeyPatch) -> None:
    password = program.json("account", "add", "FJ1001").objects[0]["password"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKPOINT_OFFICER", "FJ1001")
        patch.setenv("CHECKPOINT_PASSWORD", password)
        values = {"plate": "豫L55555", "plate_colour": "BLUE", "disposition": "HOLD_VEHICLE", "document": "凭证1号"}
        proposed = program("record", "checkpoint-check", stdin=line(values=values, checked_by=["101234"])).object
        assert [warning["code"] for warning in proposed["warnings"]] == ["ENTRY_PROPOSED"]
        assert program.json("confirm", proposed["id"]).code in (3, 4)
    assert program.json("show", proposed["id"]).object["state"] == "proposed"
    assert program.json("confirm", proposed["id"]).object == {"id": proposed["id"], "state": "final", "changed": True}


def test_lists_and_searches(program: Program, shift: str) -> None:
    lines = line(**CAR) + line(values={"plate": "京AB1234", "plate_colour": "BLUE", "findings": ["OVERLOAD"], "note": "货厢载人"})
    assert program("record", "checkpoint-check", stdin=lines).code == 0
    assert [entry["values"]["plate"] for entry in program.json("search", "B12").objects] == ["京AB1234"]
    assert len(program.json("search", "hhl").objects) == 2, "the site by its initials"
    assert len(program.json("list", "checkpoint-check", "--limit", "1").objects) == 1
    assert program.json("list", "checkpoint-check", "--from", "2001-01-01", "--to", "2001-12-31").objects == []
    table = program("list", "checkpoint-check").out.splitlines()
    assert len(table) == 3
    assert "京A·B1234" in table[1] + table[2]
    sheet = program("list", "checkpoint-check", "--format", "csv").out
    assert sheet.startswith("\ufeff时间")
    assert {row["number"] for row in program.json("list", "officer").objects} == {"101234", "101235", "FJ1001"}
    assert [row["name"] for row in program.json("list", "site").objects] == ["黄河路卡点"]
    assert {row["id"] for row in program.json("list", "template").objects} >= {"checkpoint-check", "checkpoint-count"}
    assert program.json("shift", "list").objects[0]["id"] == shift


def test_persons_are_masked_and_showing_them_is_journaled(program: Program, shift: str) -> None:
    persons = [{"name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010"}]
    values = {**CAR["values"], "identity_reason": "TRAFFIC_LAW", "persons": persons}
    record = program("record", "checkpoint-check", stdin=line(values=values)).object["id"]
    assert "411103189001010010" not in program.json("show", record).out + program("show", record).out
    assert program.json("show", record, "--unmasked").code == 3
    clear = program.json("show", record, "--unmasked", "--reason", "移交办案单位")
    assert clear.object["values"]["persons"][0]["document_number"] == "411103189001010010"


def test_paper_and_its_verdict(program: Program, shift: str, tmp_path: Path) -> None:
    record = program("record", "checkpoint-check", stdin=line(**CAR)).object["id"]
    pdf = tmp_path / "log.pdf"
    assert program.json("print", "shift-log", shift, "-o", str(pdf)).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert program.json("verify-print", str(pdf)).object["verdict"] == "same"
    assert program.json("print", "entry", record, "-o", str(tmp_path / "entry.pdf")).code == 0
    assert program.json("correct", record, "--values", '{"people":2}', "--reason", "点错").code == 0
    assert program.json("verify-print", str(pdf)).object["verdict"] == "corrected"
    other = tmp_path / "other.pdf"
    other.write_bytes(b"not a pdf")
    assert program.json("verify-print", str(other)).code == 3
    assert program.json("print", "shift-log", "nothing", "-o", str(pdf)).code == 3
    assert program.json("print", "shift-log", shift, "-o", str(tmp_path / "no" / "folder.pdf")).code == 4


def test_care(program: Program, shift: str) -> None:
    assert program("record", "checkpoint-check", stdin=line(**CAR)).code == 0
    assert program.json("verify").code == 0
    assert program.json("rebuild").code == 0
    assert program.json("verify").code == 0
    assert program.json("purge", "--dry-run").object == {"personal": 0, "fleeting": 0, "dry_run": True}
    assert program.json("purge").code == 0


@pytest.mark.parametrize(
    ("kind", "value", "ok", "normal"),
    [
        ("plate", "豫l 12345", True, "豫L12345"),
        ("plate", "豫L1234", False, None),
        ("identity", "11010519491231002x", True, "11010519491231002X"),
        ("identity", "110105194912310021", False, None),
        ("phone", "138 0013 8000", True, "13800138000"),
        ("phone", "12345", False, None),
    ],
)
def test_check_needs_no_store(bare: Program, kind: str, value: str, ok: bool, normal: str | None) -> None:
    answer = bare.json("check", kind, value)
    assert answer.code == (0 if ok else 3)
    assert answer.object["value"] == value
    assert answer.object["ok"] is ok
    assert answer.object.get("normal") == normal
    assert ("error" in answer.object) is not ok
    assert bare.json("check", kind, stdin=value + "\n").objects == [answer.object]
    assert not bare.folder.exists()


def test_forms(program: Program, tmp_path: Path) -> None:
    good = tmp_path / "good.toml"
    good.write_text(
        'id = "shabei.campaign"\nversion = 1\ntitle = { zh = "专项", en = "Campaign" }\nduty = ["any"]\n'
        '[[field]]\nkey = "what"\nkind = "text"\nlabel = { zh = "事项", en = "What" }\nrequired = true\n'
        '[list]\ncolumns = ["at", "what"]\n[[measure]]\nname = "campaigns"\n[print]\ncolumns = [{ key = "at", mm = 13 }, "what"]\n',
        encoding="utf-8",
    )
    bad = tmp_path / "bad.toml"
    bad.write_text(
        good.read_text(encoding="utf-8").replace("required", "needed").replace("version = 1", "version = 0"), encoding="utf-8"
    )
    assert program.json("template", "check", str(good)).object["ok"] is True
    refused = program.json("template", "check", str(bad))
    assert refused.code == 3
    assert {(fault["line"], fault["error"]) for fault in refused.objects} == {
        (2, "TEMPLATE_RANGE"),
        (9, "TEMPLATE_KEY_UNKNOWN"),
    }
    assert program.json("template", "add", str(good)).object["added"] is True
    assert program.json("template", "add", str(good)).object["added"] is False
    shown = program.json("template", "show", "shabei.campaign").object
    assert [field["key"] for field in shown["fields"]] == ["what"]


def test_errors_are_listed_with_their_exit_codes(bare: Program) -> None:
    listed = {row["code"]: row for row in bare.json("errors").objects}
    assert listed["WRONG_PASSWORD"]["exit"] == 4
    assert listed["PLATE_FORMAT"]["exit"] == 3
    assert listed["USAGE"]["exit"] == 2
    assert all(row["message"] for row in listed.values())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonsense"], 2),
        (["list", "entry", "--nonsense"], 2),
        (["shift", "open", "--duty", "checkpoint"], 2),
        (["statistics"], 2),
        (["shift", "open", "--duty", "checkpoint", "--site", "nowhere"], 3),
        (["shift", "open", "--duty", "flying", "--site", "黄河路卡点"], 3),
        (["show", "nothing"], 3),
        (["correct", "nothing", "--values", "{", "--reason", "x"], 2),
        (["template", "check", "nowhere.toml"], 2),
    ],
)
def test_what_is_wrong_with_a_call(program: Program, arguments: list[str], code: int) -> None:
    answer = program.json(*arguments)
    assert answer.code == code, answer.err
    assert answer.out == ""
    assert set(answer.error) >= {"error", "field", "line", "message"}
    assert "Traceback" not in answer.err


def test_a_locked_store_stays_locked(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHECKPOINT_PASSWORD", "wrong")
    wrong = program.json("list", "entry")
    assert (wrong.code, wrong.error["error"]) == (4, "WRONG_PASSWORD")
    monkeypatch.delenv("CHECKPOINT_PASSWORD")
    missing = program.json("list", "entry")
    assert (missing.code, missing.error["error"]) == (4, "NOT_GIVEN")
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    assert program.json("list", "entry", "--password-file", str(file)).code == 0
    nowhere = Program(tmp_path / "nowhere", program._patch, program._capture)
    assert nowhere.json("list", "entry").error["error"] == "NO_STORE"


def test_both_languages(program: Program) -> None:
    assert "没有" in program("show", "nothing").err
    assert "There is no" in program("show", "nothing", "--lang", "en").err


def test_options_stand_anywhere(program: Program) -> None:
    assert program("--json", "list", "--limit", "1", "officer").code == 0
    assert program("list", "officer", "--json").code == 0


def test_a_full_disk_is_one_sentence(program: Program, shift: str) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("no /dev/full here")
    with device.open("wb") as full:
        process = program.start("list", "officer", stdout=full)
        _, err = process.communicate()
    assert process.returncode == 4
    assert b"Traceback" not in err
    assert err.strip()


def test_a_backup_and_a_store_from_it(program: Program, shift: str, tmp_path: Path) -> None:
    program("record", "checkpoint-check", stdin=line(**CAR))
    made = program.json("backup", str(tmp_path)).object
    assert made["bytes"] == Path(made["file"]).stat().st_size
    again = program.json("restore", made["file"], "--to", str(tmp_path / "again"))
    assert again.code == 0
    listed = program.json("list", "checkpoint-check", "--store", str(tmp_path / "again"))
    assert [entry["values"]["plate"] for entry in listed.objects] == ["豫L12345"]
    Path(made["file"]).write_bytes(b"")
    refused = program.json("restore", made["file"], "--to", str(tmp_path / "third"))
    assert (refused.code, refused.error["error"]) == (3, "BACKUP_UNREADABLE")
