"""Registers from a sheet: read and judged row by row, then all good rows written in one transaction, by their natural key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkpoint_app.export import roster_rows, sheets
from checkpoint_app.export.columns import columns as columns_of
from checkpoint_app.export.sheets import Layout, Row
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import attributes, text
from checkpoint_app.model.problems import Problem, error, is_refused, register, warn
from checkpoint_app.model.records import OFFICER_KIND_LABELS, SITE_KIND_LABELS, Changes
from checkpoint_app.store import equipment, officers, premises, registers, rosters, schools, sites

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "SHEET_ROW_TWICE": noop("The same one stands in row {line} already."),
        "SHEET_ROW_ELSEWHERE": noop("The same one stands in row {line} of the sheet {sheet} already."),
        "SHEET_CELL_ERROR": noop("The cell holds an error of the spreadsheet program: {text}."),
        "SHEET_CELL_TAKEN": noop("The cell is blank; “{text}” was taken from above."),
    }
)

Check = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Problem]]]

NOUNS = ("officer", "site", "school", "premises", "equipment", "roster")
REGISTER_OF: Mapping[str, str] = {"school": "site", "premises": "site"}
"""A school or premises is a site of that kind."""
_NO = frozenset(
    (
        *("否", "no", "n", "0", "false", "×", "无", "停用", "离职", "撤销", "离岗", "退休", "调离", "已离职", "已调离", "已撤销"),
        *("不在岗", "不在用", "报废", "已报废", "停办"),
    )
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
_CELL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
_EVERY = 500
"""Rows between two reports of how far the reading is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row with its content in normal form, or what is wrong with it. `sheet` is given where the workbook has several lists."""

    line: int
    name: str
    content: Mapping[str, Any]
    problems: tuple[Problem, ...]
    layout: Layout
    sheet: str = ""

    @property
    def good(self) -> bool:
        return not is_refused(list(self.problems))

    def column(self, problem: Problem) -> str:
        """E 出厂日期: where in the row it is wrong; empty when it is in no cell."""
        return " ".join(self.layout.column(problem.field)).strip()

    def column_words(self, problem: Problem) -> str:
        """The same in a sentence."""
        letter, head = self.layout.column(problem.field)
        return tr("column {letter} “{head}”", letter=letter, head=head) if letter else ""

    def where(self, problem: Problem | None = None) -> str:
        """Sheet, line and column as a person looks them up."""
        parts = [tr("sheet {sheet}", sheet=self.sheet) if self.sheet else "", tr("line {line}", line=self.line)]
        parts.append(self.column_words(problem) if problem else "")
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Every row of a file, judged, and the heads of columns that nobody knows."""

    rows: Sequence[Judged]
    ignored: Sequence[str] = ()

    @property
    def good(self) -> list[Judged]:
        return [row for row in self.rows if row.good]

    @property
    def refused(self) -> list[Judged]:
        return [row for row in self.rows if not row.good]


def read(noun: str, file: Path, store: Store | None = None, *, step: Callable[[int], object] | None = None) -> Reading:
    """Every row of a sheet, judged; `store` knows the premises and officers that rows name. `step` hears the rows read so far.

    Raises SheetUnreadable, SheetLocked, SheetOld, SheetWithoutHead; KeyError for another noun.
    """
    judge = Judge(noun, store, week=roster_rows.week_of_title(file) if noun == "roster" else "")
    for row in sheets.read(file, columns_of(noun)):
        judge.take(row)
        if step and len(judge.rows) % _EVERY == 0:
            step(len(judge.rows))
    return judge.reading()


class Judge:
    """Takes the rows of one file; knows which it has seen."""

    def __init__(self, noun: str, store: Store | None, *, week: str = "") -> None:
        self.noun, self.rows, self._ignored = noun, list[Judged](), dict[str, None]()
        find = registers.finder(store.db) if store else None
        self._check = checks(noun, store) if noun != "roster" else lambda cells: roster_rows.check(cells, week, find)
        self._seen: dict[tuple[str, ...], Judged] = {}

    def take(self, row: Row) -> None:
        """Judges one row."""
        self._ignored |= dict.fromkeys(row.layout.ignored)
        given, problems = _normal(self.noun, row)
        content, found = self._check(given)
        problems += [problem for problem in found if problem.field not in {problem.field for problem in problems}]
        judged = Judged(
            line=row.line,
            name=_name(self.noun, row.cells),
            content=content,
            problems=tuple(problems),
            layout=row.layout,
            sheet=row.layout.sheet,
        )
        self.rows.append(self._once(judged) if content else judged)
        if judged.good:  # pinyin takes as long as all the rest of writing a row: it is known before the store is held for that
            registers.search_text(REGISTER_OF.get(self.noun, self.noun), content)

    def _once(self, row: Judged) -> Judged:
        """The row, refused when the file has it already."""
        for field, key in self._keys(row):
            first = self._seen.setdefault(key, row)
            if first is row:
                continue
            if first.layout.sheet == row.layout.sheet:
                twice = error("SHEET_ROW_TWICE", field, line=first.line)
            else:
                twice = error("SHEET_ROW_ELSEWHERE", field, line=first.line, sheet=first.sheet)
            return replace(row, problems=(*row.problems, twice))
        return row

    def _keys(self, row: Judged) -> list[tuple[str, tuple[str, ...]]]:
        """(field, what may stand in a file once only): the row itself; of a roster each cell."""
        key = registers.natural_key(REGISTER_OF.get(self.noun, self.noun), row.content)
        if self.noun == "roster":
            return [("site", (*key, cell)) for cell in row.content if rosters.CELL.fullmatch(cell)]
        return [({"officer": "number", "equipment": "label"}.get(self.noun, "name"), key)]

    def reading(self) -> Reading:
        """What was taken; the sheet is named only where there are several."""
        if len({row.layout.sheet for row in self.rows}) == 1:
            return Reading(rows=[replace(row, sheet="") for row in self.rows], ignored=tuple(self._ignored))
        return Reading(rows=self.rows, ignored=tuple(self._ignored))


def checks(noun: str, store: Store | None) -> Check:
    """The rules of a register with what they look up in the store."""
    find = registers.finder(store.db) if store else None

    def of_equipment(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        if store is None or find is None:
            return equipment.check(raw)
        return equipment.check(raw, find, today=equipment.today(store), known=equipment.on_file(store, raw, find))

    known: Mapping[str, Check] = {
        "officer": officers.check,
        "site": sites.check,
        "school": lambda raw: schools.check(raw, find),
        "premises": lambda raw: premises.check(raw, find),
        "equipment": of_equipment,
        "roster": lambda raw: rosters.check(raw, find),
    }
    return known[noun]


def _name(noun: str, cells: Mapping[str, str]) -> str:
    if noun == "equipment":
        return f"{cells.get('premises', '')} {cells.get('label', '')}".strip()
    if noun == "roster":
        return f"{cells.get('site', '')} {cells.get('period', '')}".strip()
    return cells.get("name") or cells.get("number", "")


def _normal(noun: str, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    """Words of the sheet as the register keeps them, without the cells that hold an error of the spreadsheet program."""
    broken = [key for key, cell in row.cells.items() if _CELL_ERROR.fullmatch(cell)]
    problems = [error("SHEET_CELL_ERROR", key, text=row.cells[key]) for key in broken]
    given: dict[str, Any] = {key: cell for key, cell in row.cells.items() if key not in broken}
    problems += [warn("SHEET_CELL_TAKEN", key, text=given[key]) for key in row.taken if key in given]
    if noun == "officer":
        if "number" in given:
            given["number"] = text.code_form(given["number"], "")
        if "name" in given:  # rosters write 王　强, so that all names are equally wide
            given["name"] = _BETWEEN_HAN.sub("", given["name"])
    if noun == "equipment":
        _kind_by_model(given)
    for key in ("phone", "security_phone"):
        if _MOBILE.fullmatch(phone := text.code_form(given.get(key, ""), "-")):
            given[key] = phone
    if "kind" in given and noun in ("officer", "site"):
        given["kind"] = _kind(noun, given["kind"])
    if "active" in given:
        given["active"] = given["active"].casefold() not in _NO
    return given, problems


def _kind_by_model(given: dict[str, Any]) -> None:
    """灭火器 MFZ/ABC4: the model tells the kind where no word does."""
    known = equipment.kinds()
    if not attributes.code_of(given.get("kind", ""), known, inside=True) and attributes.code_of(
        given.get("model", ""), known, inside=True
    ):
        given["kind"] = given["model"]


def _kind(noun: str, word: str) -> str:
    """民警 → OFFICER; what is no word of the list stays and is refused by name."""
    labels = OFFICER_KIND_LABELS if noun == "officer" else SITE_KIND_LABELS
    wanted = sheets.folded(word)
    for code, name in labels.items():
        if wanted in (code.casefold(), sheets.folded(tr(name)), sheets.folded(name), *_KIND_WORDS[noun].get(code, ())):
            return code
    return word


def write(
    store: Store, noun: str, rows: Iterable[Judged], *, step: Callable[[int, int], object] = lambda _done, _all: None
) -> tuple[int, Changes]:
    """The good rows in one transaction. Returns how many were new or changed, and what the write touched.

    `step` hears how many of how many are written so far; when it raises, none of them is.
    """
    changed = 0
    register = REGISTER_OF.get(noun, noun)
    contents = list(_whole(register, [row.content for row in rows if row.good]))
    with store.transaction() as transaction:
        for done, content in enumerate(contents):
            if done % _EVERY == 0:
                step(done, len(contents))
            _, written = registers.upsert(transaction, register, content)
            changed += written
    return changed, transaction.changes


def _whole(register: str, contents: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The lines of one roster make one row."""
    if register != "roster":
        return contents
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for content in contents:
        found.setdefault(registers.natural_key(register, content), {}).update(content)
    return found.values()
