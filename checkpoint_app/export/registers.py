"""Officers and sites from a sheet: read and judged row by row, then all good ones written in one transaction, by their natural key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkpoint_app.export import errors, sheets
from checkpoint_app.export.rows import Head
from checkpoint_app.export.sheets import Column
from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import text
from checkpoint_app.model.problems import Problem, error, is_refused, register
from checkpoint_app.model.records import OFFICER_KIND_LABELS, SITE_KIND_LABELS, Changes
from checkpoint_app.store import officers, registers, sites

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register({"SHEET_ROW_TWICE": noop("The same one stands in row {line} already.")})

NOUNS = ("officer", "site")
_NO = frozenset(
    {
        "否",
        "no",
        "n",
        "0",
        "false",
        "×",
        "停用",
        "离职",
        "撤销",
        "离岗",
        "退休",
        "调离",
        "已离职",
        "已调离",
        "已撤销",
        "不在岗",
        "不在用",
    }
)
_KIND_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "officer": {
        "OFFICER": ("警察", "人民警察", "正式民警", "公安民警"),
        "AUX": ("协警", "协辅警", "辅助警察", "警务辅助人员", "勤务辅警", "文职辅警"),
        "TRAFFIC": ("交通警察",),
        "SWAT": ("巡特警", "特巡警"),
        "GUARD": ("保安",),
        "TEACHER": ("教师", "老师"),
        "PARENT": ("家长",),
        "PATROL": ("巡防员", "巡逻队员", "群防群治"),
        "FIRE": ("消防员", "消防"),
    },
    "site": {
        "checkpoint": ("卡口", "检查点", "检查站"),
        "school": ("幼儿园", "小学", "中学", "初中", "高中"),
        "premises": ("单位", "场所"),
        "area": ("巡区", "片区", "巡逻区"),
        "post": ("值守点", "执勤点", "岗位", "其他"),
    },
}
"""What people write for a kind beside its label. Sources: domain §4, §6.2, §10."""
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_MOBILE = re.compile(r"1[0-9]{10}")
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
    if noun == "officer":
        if "number" in given:
            given["number"] = text.code_form(given["number"], "")
        if "name" in given:  # rosters write 王　强, so that all names are equally wide
            given["name"] = _BETWEEN_HAN.sub("", given["name"])
        if _MOBILE.fullmatch(phone := text.code_form(given.get("phone", ""), "-")):
            given["phone"] = phone
    if "kind" in given:
        given["kind"] = _kind(noun, given["kind"])
    if "active" in given:
        given["active"] = given["active"].casefold() not in _NO
    return given


def _kind(noun: str, word: str) -> str:
    """民警 → OFFICER; what is no word of the list stays and is refused by name."""
    labels = OFFICER_KIND_LABELS if noun == "officer" else SITE_KIND_LABELS
    wanted = sheets.folded(word)
    for code, name in labels.items():
        if wanted in (code.casefold(), sheets.folded(tr(name)), sheets.folded(name), *_KIND_WORDS[noun].get(code, ())):
            return code
    return word


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
    """A workbook with the heads only; required ones are marked. Raises FolderMissing, StickReadOnly, StickTooSmall, StickTrouble."""
    if not file.parent.is_dir():
        raise errors.FolderMissing(folder=file.parent)
    heads = [Head(f"{column.head}*" if column.required else column.head, 18) for column in _COLUMNS[noun]]
    try:
        with Workbook(file) as book:
            book.sheet(tr("Sheet"), heads, to_fill_in=True)
    except OSError as trouble:
        raise errors.of_stick(trouble, file.parent) from trouble
