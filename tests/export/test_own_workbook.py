"""套表: a bureau's sheet as they are: mapped by its labels, filled with formats, formulas and merged cells kept, faults named by cell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from checkpoint_app import i18n
from checkpoint_app.export import errors, own_workbook
from checkpoint_app.model.records import Shift
from checkpoint_app.model.workbooks import Target
from checkpoint_app.store import reports, workbooks
from checkpoint_app.store.session import Store
from tests.store.conftest import cheap_passwords, clock, shift, store  # noqa: F401
from tests.store.test_statistics import NOVEMBER, check

NAME = "郾城分局勤务月报表"


@pytest.fixture(autouse=True)
def chinese() -> None:
    i18n.set_language("zh")


def sheet() -> Workbook:
    """A title over the sheet, heads of two lines, merged groups, a sum, a share in percent."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "月报"
    page["A1"] = NAME
    page.merge_cells("A1:F1")
    page["A1"].font = Font(name="黑体", size=18, bold=True)
    page["A2"], page["C2"] = "填报单位：", "统计时间："
    page.append(["项目", "", "本月", "上月", "环比", "累计"])
    for row in (
        ["检查情况", "检查车辆（台次）"],
        ["", "盘查人员"],
        ["护学岗", "次数"],
        ["", "学校（所）"],
        ["接处警数"],
        ["合计"],
    ):
        page.append(row)
    page.merge_cells("A4:A5")
    page.merge_cells("A6:A7")
    page["C9"] = "=C4+C5"
    page["E4"].number_format = "0.0%"
    page["C4"].font = Font(color="FFFF0000", bold=True)
    return book


def data(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_labels_say_what_belongs_in_each_cell(store: Store) -> None:  # noqa: F811
    found = own_workbook.suggest(store, data(sheet()))
    assert found["月报!C4"] == Target(measure="vehicles")
    assert found["月报!D4"] == Target(measure="vehicles", period="before")
    assert found["月报!E5"] == Target(measure="people", period="change")
    assert found["月报!F5"] == Target(measure="people", period="so_far")
    assert found["月报!C6"] == Target(measure="school_posts")
    assert found["月报!C7"] == Target(measure="schools")
    assert found["月报!C8"] == Target(measure="calls")
    assert found["月报!B2"] == Target(measure="@unit")
    assert found["月报!D2"] == Target(measure="@period")
    assert not {"月报!C9", "月报!A5", "月报!B1", "月报!A7", "月报!B8", "月报!B9", "月报!E2"} & set(found)


def test_a_sheet_that_lists_sites(store: Store, shift: Shift) -> None:  # noqa: F811
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["点位", "检查车辆", "酒驾"])
    page.append(["黄河路卡点"])
    assert own_workbook.suggest(store, data(book)) == {
        "Sheet!B2": Target(measure="vehicles", site=shift.site),
        "Sheet!C2": Target(measure="finding.DRUNK.drinking", site=shift.site),
    }


def test_it_arrives_filled_and_stays_as_it_was(store: Store, shift: Shift) -> None:  # noqa: F811
    check(store)
    report = reports.freeze(store, "月报", NOVEMBER).value
    reports.supplement(store, report.id, "calls", 31, "接处警平台")
    given = data(sheet())
    own_workbook.check(store, NAME, given, own_workbook.suggest(store, given))
    kept = workbooks.save(store, NAME, "a.xlsx", given, own_workbook.suggest(store, given)).value
    assert workbooks.need(store, NAME) == kept
    page = load_workbook(io.BytesIO(own_workbook.fill(store, kept, NOVEMBER)))["月报"]
    assert (page["C4"].value, page["C5"].value, page["D4"].value, page["F4"].value) == (1, 2, 0, 1)
    assert (page["C8"].value, page["E4"].value, page["C6"].value) == (31, None, 0)
    assert (page["B2"].value, page["D2"].value) == ("沙北派出所", "2026年11月")
    assert (page["C9"].value, page["A1"].value) == ("=C4+C5", NAME)
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:F1", "A4:A5", "A6:A7"}
    assert (page["C4"].font.color.rgb, page["C4"].font.bold, page["A1"].font.size) == ("FFFF0000", True, 18)


def test_a_share_is_written_as_its_cell_shows_it(store: Store, shift: Shift) -> None:  # noqa: F811
    check(store)
    given = data(sheet())
    cells = {"月报!E4": Target(measure="vehicles"), "月报!E5": Target(measure="vehicles")}
    kept = workbooks.save(store, "b", "b.xlsx", given, cells).value
    page = load_workbook(io.BytesIO(own_workbook.fill(store, kept, NOVEMBER)))["月报"]
    assert (page["E4"].value, page["E5"].value) == (0.01, 1)


@pytest.mark.parametrize(
    ("cell", "target", "told"),
    [
        ("月报!C9", Target(measure="vehicles"), "公式"),
        ("月报!A5", Target(measure="vehicles"), "请用 A4"),
        ("月报!C500", Target(measure="vehicles"), "表到 F9 为止"),
        ("月报!第三格", Target(measure="vehicles"), "不是单元格"),
        ("年报!C4", Target(measure="vehicles"), "没有工作表“年报”"),
        ("月报!C4", Target(measure="nothing"), "没有这个统计项目"),
        ("月报!C4", Target(measure="vehicles", period="never"), "没有这个统计项目"),
        ("月报!C4", Target(measure="vehicles", site="nowhere"), "没有这个点位"),
    ],
)
def test_faults_are_named_by_cell(store: Store, cell: str, target: Target, told: str) -> None:  # noqa: F811
    with pytest.raises(errors.CellsRefused) as refused:
        own_workbook.check(store, NAME, data(sheet()), {cell: target})
    assert f"{cell}: " in refused.value.text()
    assert told in refused.value.text()


def test_what_is_no_workbook(store: Store, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)
    with pytest.raises(errors.SheetOld):
        own_workbook.read(file)
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(errors.SheetLocked):
        own_workbook.read(file)
    for damaged in (b"", b"PK\3\4 and nothing more", b"a,b\n1,2\n", data(sheet())[:3000]):
        file.write_bytes(damaged)
        with pytest.raises(errors.SheetUnreadable):
            own_workbook.read(file)
    file.write_bytes(data(sheet()))
    with zipfile.ZipFile(file, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(errors.SheetUnreadable, match="宏"):
        own_workbook.read(file)
