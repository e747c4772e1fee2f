"""Officers and sites from a sheet: read and judged row by row, then all good ones written in one transaction, by their natural key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkpoint_app.export import sheets
from checkpoint_app.export.rows import Head
from checkpoint_app.export.sheets import Column
from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, error, is_refused, register
from checkpoint_app.model.records import OFFICER_KIND_LABELS, SITE_KIND_LABELS, Changes
from checkpoint_app.store import officers, registers, sites

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register({"SHEET_ROW_TWICE": noop("The same one stands in row {line} already.")})

NOUNS = ("officer", "site")
_NO = frozenset({"否", "no", "0", "false", "停用", "离职", "撤销"})
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "officer": (
        Column("number", "警号", ("编号", "警号/编号", "辅警编号", "工号", "badgenumber", "badge"), required=True),
        Column("name", "姓名", ("名字", "民警姓名", "人员姓名")),
        Column("kind", "类别", ("人员类别", "身份", "类型", "岗位类别")),
        Column("unit", "单位", ("所属单位", "部门", "工作单位")),
        Column("phone", "电话", ("联系电话", "手机", "手机号", "手机号码", "联系方式")),
        Column("active", "在用", ("在岗", "是否在岗", "是否在用", "状态")),
    ),
    "site": (
        Column("name", "名称", ("点位名称", "学校名称", "单位名称", "卡点名称", "地点", "点位"), required=True),
        Column("kind", "类别", ("点位类别", "类型", "种类")),
        Column("address", "地址", ("详细地址", "位置", "所在位置")),
        Column("district", "辖区", ("所属辖区", "乡镇", "街道", "社区")),
        Column("note", "备注", ("说明",)),
        Column("active", "在用", ("是否在用", "状态")),
    ),
}
_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Problem]]]] = {
    "officer": officers.check,
    "site": sites.check,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row with its content in normal form, or what is wrong with it."""

    line: int
    name: str
    content: Mapping[str, Any]
    problems: tuple[Problem, ...]

    @property
    def good(self) -> bool:
        return not is_refused(list(self.problems))


def read(noun: str, file: Path) -> list[Judged]:
    """Every row of a sheet, judged. Raises SheetUnreadable, SheetLocked, SheetOld, SheetWithoutHead; KeyError for another noun."""
    found: list[Judged] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in sheets.read(file, _COLUMNS[noun]):
        content, problems = _CHECKS[noun](_normal(noun, row.cells))
        if content:
            key = registers.natural_key(noun, content)
            if key in seen:
                problems = [*problems, error("SHEET_ROW_TWICE", line=seen[key])]
            else:
                seen[key] = row.line
        name = row.cells.get("name") or row.cells.get("number", "")
        found.append(Judged(line=row.line, name=name, content=content, problems=tuple(problems)))
    return found


def _normal(noun: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """Words of the sheet as the register keeps them."""
    given: dict[str, Any] = dict(cells)
    if "kind" in given:
        given["kind"] = _kind(noun, given["kind"])
    if "active" in given:
        given["active"] = given["active"].casefold() not in _NO
    return given


def _kind(noun: str, word: str) -> str:
    """民警 → OFFICER; what is no word of the list stays and is refused by name."""
    labels = OFFICER_KIND_LABELS if noun == "officer" else SITE_KIND_LABELS
    wanted = word.strip().casefold()
    return next(
        (code for code, text in labels.items() if wanted in (code.casefold(), tr(text).casefold(), text.casefold())), word
    )


def write(store: Store, noun: str, rows: list[Judged]) -> tuple[int, Changes]:
    """The good rows in one transaction. Returns how many were new or changed, and what the write touched."""
    changed = 0
    with store.transaction() as transaction:
        for row in rows:
            if row.good:
                _, written = registers.upsert(transaction, noun, row.content)
                changed += written
    return changed, transaction.changes


def empty_sheet(noun: str, file: Path) -> None:
    """A workbook with the heads only; required ones are marked. Raises OSError."""
    book = Workbook(file)
    book.sheet(tr("Sheet"), [Head(f"{column.head}*" if column.required else column.head, 18) for column in _COLUMNS[noun]])
    book.close()
