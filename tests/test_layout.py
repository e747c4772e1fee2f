"""Properties of the repository as a whole: what stands where, who may import what, which fonts and which Qt."""

from __future__ import annotations

import ast
import fnmatch
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel
from reportlab.pdfbase.ttfonts import TTFont

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "checkpoint_app"

TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md",
    "checkpoint_app", "packaging", "pyproject.toml", "resources", "tests",
}  # fmt: skip


def ignored(path: Path) -> bool:
    """Whether .gitignore names it: what runs leave behind is no part of the repository."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return path.name == ".git" or any(fnmatch.fnmatch(path.name, pattern.strip("/")) for pattern in patterns)


def repository_files(folder: Path = ROOT) -> Iterator[Path]:
    for path in folder.iterdir():
        if ignored(path):
            continue
        if path.is_dir():
            yield from repository_files(path)
        else:
            yield path


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program, by its path inside the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top-level names of every absolute import, wherever it stands; not those that only a type checker follows."""
    names: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_the_top_level_holds_what_the_design_says() -> None:
    assert {path.name for path in ROOT.iterdir() if not ignored(path)} == TOP_LEVEL


def test_the_licence_is_apache_2() -> None:
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"] == "Apache-2.0"


def test_file_names_are_plain() -> None:
    """They pass through FAT sticks, zip files and Windows: ASCII only, and no two that differ only in case."""
    names = [path.relative_to(ROOT).as_posix() for path in repository_files()]
    assert [name for name in names if not re.fullmatch(r"[\w./+-]+", name, re.ASCII)] == []
    assert len({name.lower() for name in names}) == len(names)


def test_every_package_says_what_it_is_for() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []
    assert [name for name, tree in modules() if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize(
    ("packages", "allowed"),
    [
        ({"PySide6", "shiboken6"}, "gui/"),
        ({"sqlcipher3", "sqlite_utils", "sqlite3", "pysqlite3"}, "store/driver.py"),
        ({"click"}, "cli"),
        ({"reportlab"}, "printing/"),
    ],
    ids=["Qt", "database", "click", "reportlab"],
)
def test_a_library_has_one_home(packages: set[str], allowed: str) -> None:
    assert [name for name, tree in modules() if imported(tree) & packages and not name.startswith(allowed)] == []


def test_sql_is_written_in_the_store_only() -> None:
    sql = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA)\b", re.DOTALL)
    texts = (
        (f"{name}:{node.lineno}", node.value)
        for name, tree in modules()
        if not name.startswith(("store/", "hub/archive/"))  # the bureau's PostgreSQL
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert [place for place, text in texts if sql.search(text)] == []


def test_every_library_that_is_imported_is_asked_for() -> None:
    """What comes along with another package today may be gone tomorrow."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked_for = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    homes = importlib.metadata.packages_distributions()
    used = set().union(*(imported(tree) for _, tree in modules())) - sys.stdlib_module_names - {"checkpoint_app"}
    missing = {name for name in used if not {canonicalize_name(home) for home in homes.get(name, [])} & asked_for}
    assert missing - {"pysqlite3", "shiboken6"} == set()


@pytest.mark.parametrize("name", ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_the_fonts_hold_every_character_of_the_national_table(name: str) -> None:
    """通用规范汉字表, 8,105 characters: a name that prints as a box is a wrong name."""
    characters = set((ROOT / "tests" / "data" / "tgh8105.txt").read_text(encoding="utf-8").strip())
    assert len(characters) == 8105
    glyphs = TTFont(name, str(ROOT / "resources" / "fonts" / name)).face.charToGlyph
    assert sorted(character for character in characters if ord(character) not in glyphs) == []


def test_qt_does_not_lose_references_to_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 lost one on almost every call and aborted after a few thousand (Python < 3.12)."""
    label, point = QLabel(), QPoint()
    before = sys.getrefcount(None)
    for number in range(2000):
        label.setText("text")
        label.setEnabled(True)
        label.setParent(None)
        point.setX(number)
        label.parent()
    assert abs(before - sys.getrefcount(None)) < 1000
