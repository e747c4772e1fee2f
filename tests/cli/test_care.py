"""`verify`: what is wrong ends with 1, what is only worth a word leaves 0; in words and as objects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checkpoint_app.model import ids
from checkpoint_app.store import opening
from checkpoint_app.store.session import Store
from tests.cli.conftest import PASSWORD, Answer, Program, join
from tests.sync import strange

CAR = '{"values":{"plate":"豫L12345","plate_colour":"BLUE"}}\n'


@pytest.fixture
def joined(program: Program, laptop: Program, tmp_path: Path) -> Program:
    """A laptop of the unit with a shift."""
    join(program, laptop, tmp_path)
    opened = laptop.json("shift", "open", "--duty", "checkpoint", "--site", "黄河路卡点", "--crew", "101234", "--basis", "PL15")
    assert opened.code == 0, opened.err
    return laptop


def opened(program: Program) -> Store:
    return opening.open_store(program.folder, officer="101234", password=PASSWORD)


def bring(of: Program, to: Program, stick: Path) -> None:
    written = of.json("bundle", "write", str(stick))
    assert written.code == 0, written.err
    read = to.json("bundle", "read", written.object["file"])
    assert read.code == 0, read.err + read.out


def hand_out(of: Program, second: Program, laptop: Program, stick: Path) -> None:
    """A station writes a file for the other stations and one for each laptop."""
    for one in of.json("bundle", "write", str(stick)).objects:
        read = (second if one["to"] == "station" else laptop).json("bundle", "read", one["file"])
        assert read.code == 0, read.err + read.out


def notices(answer: Answer) -> list[dict[str, object]]:
    """The notices of `verify --json`; faults there are none."""
    *found, last = answer.objects
    assert (answer.code, last) == (0, {"ok": True, "faults": 0}), answer.out
    assert all(set(one) == {"notice", "field", "line", "message", "chain", "seq"} for one in found)
    return found


def test_a_copied_disk_is_told_and_is_no_fault(program: Program, joined: Program, tmp_path: Path, stick: Path) -> None:
    assert notices(program.json("verify")) == []
    copy = Program(tmp_path / "copy", program._patch, program._capture)
    shutil.copytree(joined.folder, copy.folder, ignore=shutil.ignore_patterns("*lock*"))
    for one in (joined, copy):
        assert one("record", "checkpoint-check", stdin=CAR).code == 0
        bring(one, program, stick)
    (fork,) = notices(program.json("verify"))
    device = [row for row in program.json("device", "list").objects if row["letter"] == "B"]
    assert (fork["notice"], str(fork["chain"])[:8]) == ("CHAIN_FORK", device[0]["id"][:8])
    assert isinstance(fork["seq"], int)
    assert fork["seq"] > 1
    zh, en = program("verify"), program("verify", "--lang", "en")
    assert zh.code == en.code == 0
    *told, last = zh.out.splitlines()
    assert last == "全部数据与写入时一致。"
    assert [line.split("：")[0] for line in told] == ["提示"]
    assert "B 巡逻车1 的两份副本" in told[0]
    assert "For information: chain " in en.out
    assert "copies of machine B 巡逻车1 wrote side by side" in en.out
    assert program("verify", "--json").err == ""


def test_lines_kept_aside_and_payloads_that_cannot_be_read_are_told(
    program: Program, joined: Program, tmp_path: Path, stick: Path
) -> None:
    with opened(joined) as store:
        officer = store.account.officer.id
        role = ids.register_id(store.unit.id, "role", officer)
        strange.write(store, "role", role, {"open": b'{"set":{"roles":["admin"]}}'})
        strange.write(store, "site", "odd", {"open": b"no JSON"})
        strange.write(store, "drone", "d1", {"open": b"[]"})
    bring(joined, program, stick)
    aside, newer = notices(program.json("verify"))
    assert (aside["notice"], newer["notice"]) == ("LINES_UNAUTHORISED", "NEEDS_NEWER_PROGRAM")
    assert str(aside["message"]).startswith("有 1 行只保留")
    assert (newer["chain"], newer["seq"]) == (None, None)
    assert "2" in str(newer["message"])
    told = program("verify", "--lang", "en")
    assert told.code == 0
    assert told.out.count("For information: ") == 2
    assert "only a station machine may write such lines" in told.out
    assert told.out.endswith("Everything is as it was written.\n")


def test_what_a_lost_machine_wrote_after_the_cut_is_told(program: Program, joined: Program, tmp_path: Path, stick: Path) -> None:
    """The second station took more of it before it heard that it is lost."""
    second = Program(tmp_path / "second", program._patch, program._capture)
    assert second.json("init", "--join", "--name", "王小明").code == 0
    assert second.json("device", "card", "-o", str(tmp_path / "card2")).code == 0
    answer = str(tmp_path / "answer2.ckb")
    assert program.json("device", "enrol", str(tmp_path / "card2"), "-o", answer, "--station", "--name", "内勤二").code == 0
    assert second.json("bundle", "read", answer).code == 0
    bring(joined, program, stick)
    hand_out(program, second, joined, stick)
    assert joined("record", "checkpoint-check", stdin=CAR).code == 0
    bring(joined, second, stick)
    assert len(second.json("list", "entry").objects) == 1
    assert program.json("device", "revoke", "B", "--reason", "遗失").code == 0
    assert notices(program.json("verify")) == []
    hand_out(program, second, joined, stick)
    found = notices(second.json("verify"))
    assert [one["notice"] for one in found] == ["LINES_AFTER_CUT"]
    assert second.json("list", "entry").objects == []
    assert second("rebuild").code == 0
    assert notices(second.json("verify")) == found


def test_what_is_wrong_ends_with_one_beside_what_is_only_told(program: Program, joined: Program, stick: Path) -> None:
    with opened(joined) as store:
        strange.write(store, "drone", "d1", {"open": b"[]"})
    bring(joined, program, stick)
    with opened(program) as store:
        store.db.execute("UPDATE line SET open=? WHERE noun='site'", (b'{"set":{}}',))
    answer = program.json("verify")
    *found, last = answer.objects
    assert (answer.code, last["ok"]) == (1, False)
    assert last["faults"] == len([one for one in found if "error" in one]) > 0
    assert [one["notice"] for one in found if "notice" in one] == ["NEEDS_NEWER_PROGRAM"]
    assert "CHAIN_PART" in {one.get("error") for one in found}
    assert program("verify").code == 1
