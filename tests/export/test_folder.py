"""The USB data folder: complete, checked by others' tools, harmless in a spreadsheet, and never half."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checkpoint_app import lists
from checkpoint_app.export import carrier, errors, folder
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect
from checkpoint_app.store import (
    entries,
    entries_list,
    equipment,
    handover,
    officers,
    opening,
    operations,
    premises,
    prints,
    schools,
    shifts,
    sites,
    tasks,
)
from checkpoint_app.store import errors as store_errors
from checkpoint_app.store.session import Store
from tests.store.conftest import CHEAP, PASSWORD, Clock

FORMULA = '=HYPERLINK("http://x","x")'
PERSON = {"name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    made, _ = opening.create(
        tmp_path / "store",
        unit_name="沙北派出所",
        officer_number="101234",
        officer_name="王小明",
        password=PASSWORD,
        cost=CHEAP,
        clock=clock,
    )
    officers.save(made, {"number": "FJ1001", "name": "张三", "kind": "AUX"})
    sites.save(made, {"name": "黄河路卡点", "kind": "checkpoint"})
    yield made
    made.close()


@pytest.fixture
def shift(store: Store) -> Shift:
    held = shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("101234",))).value
    values: dict[str, Any] = {"plate": "豫L12345", "plate_colour": "BLUE"}
    entries.record(store, "checkpoint-check", {**values, "note": FORMULA}, shift=held.id)
    entries.record(store, "checkpoint-check", {**values, "identity_reason": "TRAFFIC_LAW", "persons": [PERSON]}, shift=held.id)
    entries.record(store, "checkpoint-count", {"vehicles": 7, "people": 9}, shift=held.id)
    return held


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


def write(store: Store, stick: Path, **wanted: Any) -> Path:
    return folder.export(store, stick, papers=collect.print_shift_log, **wanted).folder


def test_others_tools_accept_the_sums(store: Store, shift: Shift, stick: Path) -> None:
    made = write(store, stick)
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=made, check=True, capture_output=True)
    named = {line.split("  ")[1] for line in (made / "SHA256SUMS").read_text().splitlines()}
    found = {file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file()}
    assert named | {"SHA256SUMS"} == found
    assert len(list((made / "shift-logs").glob("*.pdf"))) == 1
    note = (made / "README.txt").read_text(encoding="utf-8-sig")
    assert all(words in note for words in ("没有加密", "一机两用", "NOT ENCRYPTED", "沙北派出所", "Never connect"))


def test_the_workbook_has_dates_numbers_and_no_formula(store: Store, shift: Shift, stick: Path) -> None:
    book = openpyxl.load_workbook(write(store, stick) / "records.xlsx")
    assert book.sheetnames == ["卡点检查", "无异常计数", "班次", "点位"]
    rows = list(book["卡点检查"].iter_rows())
    heads = [cell.value for cell in rows[0]]
    first = dict(zip(heads, rows[1], strict=True))
    assert first["时间"].is_date
    assert first["时间"].value.isoformat() == "2026-11-20T20:00:00"
    assert first["车上人数"].value == 1
    assert first["备注"].value == FORMULA
    assert first["备注"].data_type == "s"
    assert [row[heads.index("号牌")].value for row in rows[1:]] == ["豫L·12345", "豫L·12345"]


def test_csv_for_spreadsheets_and_json_for_programs(store: Store, shift: Shift, stick: Path) -> None:
    made = write(store, stick)
    data = (made / "checkpoint-check.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert rows[0]["备注"] == "'" + FORMULA
    lines = [json.loads(line) for line in (made / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["template"] for line in lines] == ["checkpoint-check", "checkpoint-check", "checkpoint-count"]
    assert lines[0]["values"]["note"] == FORMULA


def test_persons_are_masked_unless_a_reason_is_journaled(store: Store, shift: Shift, stick: Path) -> None:
    masked = write(store, stick)
    everything = b"".join(file.read_bytes() for file in masked.rglob("*.csv")) + (masked / "records.jsonl").read_bytes()
    assert b"411103189001010010" not in everything
    assert "张三".encode() not in (masked / "checkpoint-check.csv").read_bytes()
    with pytest.raises(store_errors.ReasonNeeded):
        write(store, stick, unmasked=True)
    clear = write(store, stick, unmasked=True, reason="移交")
    assert b"411103189001010010" in (clear / "records.jsonl").read_bytes()


def test_each_export_has_its_own_folder_and_a_period(store: Store, shift: Shift, stick: Path) -> None:
    first, second = write(store, stick), write(store, stick, first="2001-01-01", last="2001-01-31")
    assert first.name == "checkpoint-export-20261120-2000"
    assert second.name == "checkpoint-export-20261120-2000-2"
    assert (second / "records.jsonl").read_text() == ""


def test_no_folder_no_room(store: Store, shift: Shift, stick: Path) -> None:
    with pytest.raises(errors.FolderMissing):
        write(store, stick / "nowhere")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where nobody may make a folder")
def test_a_place_that_cannot_be_written(store: Store, shift: Shift) -> None:
    with pytest.raises(errors.StickReadOnly):
        write(store, Path("/sys"))


@pytest.mark.parametrize("moment", ["records.xlsx", "a shift log", "README.txt"])
def test_a_stick_pulled_while_writing_leaves_nothing_that_looks_whole(
    store: Store, shift: Shift, stick: Path, moment: str
) -> None:
    moment = shift.number if moment == "a shift log" else moment

    def pull(_done: int, _total: int, what: str) -> None:
        if what == moment and stick.exists():
            shutil.rmtree(stick)

    with pytest.raises(errors.StickGone):
        write(store, stick, progress=pull)
    assert not stick.exists() or list(stick.iterdir()) == []


def test_a_person_who_cancels_leaves_nothing(store: Store, shift: Shift, stick: Path) -> None:
    def stop(_done: int, _total: int, _what: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(store, stick, progress=stop)
    assert list(stick.iterdir()) == []


def test_a_flipped_bit_is_found_before_the_folder_gets_its_name(stick: Path) -> None:
    def damaged() -> None:
        with carrier.carrying(stick, "x") as writing:
            writing.add("a.txt", b"data")
            (writing.part / "a.txt").write_bytes(b"dat\x00")
            writing.finish(lambda _done, _total, _what: None)

    with pytest.raises(errors.ExportDamaged):
        damaged()
    assert list(stick.iterdir()) == []


@contextmanager
def files_no_longer_than(limit_bytes: int) -> Iterator[None]:
    """What a full medium answers, from the operating system itself."""
    resource = pytest.importorskip("resource")
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@pytest.mark.filterwarnings("ignore:Exception ignored in.*ZipFile.__del__:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("limit_bytes", [100, 1000, 2000, 3000, 6000, 8000])
def test_a_stick_that_becomes_full_is_named_at_any_moment(store: Store, shift: Shift, stick: Path, limit_bytes: int) -> None:
    with files_no_longer_than(limit_bytes), pytest.raises(errors.StickTooSmall) as caught:
        folder.export(store, stick, papers=lambda *_shift, **_how: b"%PDF")
    assert "?" not in str(caught.value)
    assert list(stick.iterdir()) == []


def test_nothing_is_journaled_as_shown_when_there_is_no_room_for_it(
    store: Store, shift: Shift, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "BYTES_OVERHEAD", 1 << 60)
    lines = store.row("SELECT count(*) FROM line")
    with pytest.raises(errors.StickTooSmall):
        write(store, stick, unmasked=True, reason="移交")
    assert store.row("SELECT count(*) FROM line") == lines
    assert list(stick.iterdir()) == []


def test_a_void_entry_is_marked(store: Store, shift: Shift, stick: Path) -> None:
    first = next(entries_list.every(store, entries_list.EntryFilter(shift=shift.id, oldest_first=True)))
    entries.void(store, first.id, "录错了")
    made = write(store, stick)
    row = next(csv.DictReader((made / "checkpoint-check.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert (row["状态"], row["原因"]) == ("作废", "录错了")
    sheet = openpyxl.load_workbook(made / "records.xlsx")["卡点检查"]
    assert "作废" in [cell.value for cell in sheet[2]]
    assert json.loads((made / "records.jsonl").read_text(encoding="utf-8").splitlines()[0])["state"] == "void"


def test_two_shifts_of_one_day_and_code_have_a_log_each(store: Store, shift: Shift) -> None:
    taken: set[str] = set()
    names = [folder._log_name(each, taken) for each in (shift, shift, shift)]
    assert len(set(names)) == 3
    assert names[1].endswith("-2.pdf")


def test_a_copy_on_a_stick_is_no_paper_for_the_folder(store: Store, shift: Shift, stick: Path) -> None:
    handover.close(store, shift.id)
    assert [owed.id for owed in prints.owed(store).to_print] == [shift.id]
    made = write(store, stick)
    assert [owed.id for owed in prints.owed(store).to_print] == [shift.id]
    (pdf,) = (made / "shift-logs").glob("*.pdf")
    assert collect.verify_print(store, pdf.read_bytes()).kind == "same"
    collect.print_shift_log(store, shift.id)
    assert prints.owed(store).to_print == ()


def test_registers_have_sheets_with_real_numbers_and_days(store: Store, shift: Shift, stick: Path) -> None:
    schools.save(store, {"name": "一小", "type": "小学", "students": "１２００人", "phone": "13800000000", "one_key_alarm": "有"})
    premises.save(store, {"name": "商务宾馆", "key_unit": "是"})
    equipment.save(store, {"premises": "商务宾馆", "label": "1-01", "kind": "干粉", "made": "2021年5月"})
    book = openpyxl.load_workbook(write(store, stick) / "records.xlsx")
    school = dict(zip(*([cell.value for cell in row] for row in book["学校"].iter_rows()), strict=True))
    assert (school["名称"], school["学生数"], school["电话"], school["一键报警"]) == ("一小", 1200, "138****0000", "是")
    piece = dict(zip(*([cell.value for cell in row] for row in book["消防器材"].iter_rows()), strict=True))
    assert (piece["单位和编号"], piece["出厂日期"].date()) == ("商务宾馆 1-01", date(2021, 5, 1))
    assert "单位场所" in book.sheetnames


def test_open_hazards_go_along_whenever_they_were_found(store: Store, shift: Shift, stick: Path) -> None:
    premises.save(store, {"name": "商务宾馆"})
    visit = shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site="商务宾馆", crew=("101234",))).value
    kind = lists.choices()["hazard_kinds"][4].code
    rows = [{"kind": kind, "place": "二楼西侧", "order": "ORDER_NOW"}]
    entries.record(store, "fire-check", {"hazards": rows}, shift=visit.id)
    sheet = openpyxl.load_workbook(write(store, stick) / "records.xlsx")["隐患"]
    found = dict(zip(*([cell.value for cell in row] for row in sheet.iter_rows()), strict=True))
    assert (found["单位场所"], found["部位"], found["改正日期"]) == ("商务宾馆", "二楼西侧", None)
    assert found["改正期限"].date() == store.now().astimezone(store.unit.tz()).date()


def test_to_dos_and_operations_go_along(store: Store, shift: Shift, stick: Path) -> None:
    row = {"code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"}
    entries.record(store, "checkpoint-check", {"plate": "豫L12345", "further_dispositions": [row]}, shift=shift.id)
    done = tasks.every(store)[0]
    tasks.add_step(store, done.id, "DONE", document="批字 9 号")
    operation = operations.save(store, {"name": "冬季夜查"}).value
    shifts.change(store, shift.id, {"operation": operation.id})
    book = openpyxl.load_workbook(write(store, stick) / "records.xlsx")
    told = [[cell.value for cell in line] for line in book["待办事项"].iter_rows()]
    assert len(told) == 4
    assert any("批字 9 号" in line and done.name in line for line in told)
    sums = [[cell.value for cell in line] for line in book["行动"].iter_rows()]
    assert sums[0][4].startswith("出动民警")
    assert (sums[1][0], sums[1][4]) == ("冬季夜查", 1)
