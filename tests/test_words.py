"""Every text a person sees, in both languages: read from the sources, so that a text nobody translated cannot ship."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import checkpoint_app
from checkpoint_app import errors
from checkpoint_app.i18n import speaking, tr
from checkpoint_app.model import problems

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "checkpoint_app"
CATALOGUES = sorted((ROOT / "resources" / "i18n" / "zh").glob("*.json"))
CHINESE = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# Modules that translate source strings kept elsewhere, where `noop` marked them. Everywhere else tr() gets a literal.
STORED_TEXTS = {
    "cli/checks.py": "the sentences of errors and rules, listed",
    "cli/helping.py": "what each command and option does",
    "export/registers.py": "words of a sheet that stand for codes",
    "gui/keys.py": "the table of keys",
    "gui/pages/entry.py": "steps of a history",
    "gui/pages/fire/due_list.py": "names of the filters",
    "gui/pages/hazards/page.py": "names of the filters",
    "gui/pages/operations/page.py": "names of the filters",
    "gui/pages/paper/page.py": "verdicts on papers",
    "gui/pages/register_boxes.py": "what is written for what differs at a school",
    "gui/pages/settings.py": "names of the themes",
    "gui/pages/statistics/own_workbook.py": "which period a cell is of, and texts a cell may get",
    "gui/pages/tasks/page.py": "names of the filters",
    "gui/pages/today/duty.py": "what the figures of a duty are called",
    "gui/window.py": "the table of pages and what the theme button does",
    "printing/gather.py": "titles of logs and steps of a history",
    "errors.py": "message and hint of a UserError",
    "i18n.py": "tr itself",
    "model/attributes.py": "what attributes of registers and their codes are called",
    "model/display.py": "columns that every entry has",
    "model/problems.py": "the registered sentences",
    "model/records.py": "the labels of codes",
    "model/workbooks.py": "which period a cell is of, and texts a cell may get",
    "store/conflicts.py": "what attributes outside a form are called",
    "store/deliveries.py": "what the records are called",
    "store/inspection.py": "the sentences of refused lines",
    "store/entries_undo.py": "the reason of a void without a dialog",
    "store/prints.py": "titles of papers",
    "store/registers.py": "what a register's nouns are called",
    "store/verify.py": "the sentences of faults",
}

# Chinese in a literal of a package that should only hold words for the catalogue.
CHINESE_AS_DATA: dict[str, str] = {
    "export/registers.py": "words for kinds as people write them",
    "export/roster_rows.py": "days of the week and how weeks are written",
    "export/sheets.py": "words of a totals row, of signatures and of repetition",
    "printing/text.py": "characters that must not begin or end a line, and the provinces of plates",
}


@dataclass(frozen=True)
class Text:
    """A call of tr or noop: where, the literal (None when it is something else), and the names it is given."""

    place: str
    function: str
    literal: str | None
    given: frozenset[str] | None
    """None when a mapping is spread into the call."""


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the program by its path inside the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def calls_in(module: str, tree: ast.Module) -> Iterator[Text]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name not in ("tr", "noop"):
            continue
        first = node.args[0] if node.args else None
        literal = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
        spread = any(keyword.arg is None for keyword in node.keywords)
        given = None if spread else frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
        yield Text(f"{module}:{node.lineno}", name, literal, given)


@cache
def texts() -> list[Text]:
    return [text for module, tree in sources().items() for text in calls_in(module, tree)] + list(texts_of_pages())


def texts_of_pages() -> Iterator[Text]:
    """The calls of tr in the templates of the servers' pages."""
    for file in sorted((ROOT / "resources" / "hub").rglob("*.html")):
        for found in re.finditer(r"""\btr\((?:"([^"]*)"|'([^']*)')([^)]*)""", file.read_text(encoding="utf-8")):
            given = frozenset(re.findall(r"(\w+)=", found[3]))
            yield Text(f"resources/hub/{file.name}", "tr", found[1] or found[2], given)


@cache
def catalogue() -> dict[str, str]:
    words: dict[str, str] = {}
    for file in CATALOGUES:
        words.update(json.loads(file.read_text(encoding="utf-8")))
    return words


@cache
def import_everything() -> None:
    """Loads every module, so that each error class and each rule's sentences are known."""
    for module in pkgutil.walk_packages(checkpoint_app.__path__, "checkpoint_app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def user_errors() -> list[type[errors.UserError]]:
    import_everything()
    return [kind for kind in errors.all_user_errors() if kind.__module__.startswith("checkpoint_app.")]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_has_chinese() -> None:
    missing = [
        f"{text.place} {text.literal!r}" for text in texts() if text.literal is not None and text.literal not in catalogue()
    ]
    assert missing == [], "\n".join(missing)


def test_every_sentence_of_a_rule_or_error_has_chinese() -> None:
    sentences = {sentence for kind in user_errors() for sentence in (kind.message, kind.hint)} | set(problems.MESSAGES.values())
    assert sorted(sentences - catalogue().keys()) == []


def test_chinese_has_the_same_placeholders() -> None:
    assert {english: chinese for english, chinese in catalogue().items() if placeholders(english) != placeholders(chinese)} == {}


def test_placeholders_are_plain_names() -> None:
    assert {english for english in catalogue() if not all(name.isidentifier() for name in placeholders(english))} == set()


def test_every_placeholder_is_given_a_value() -> None:
    """A name that is not given is a KeyError in front of an officer, or braces on the screen."""
    wrong = [
        f"{text.place} {text.literal!r}"
        for text in texts()
        if text.function == "tr"
        and text.literal is not None
        and text.given is not None
        and placeholders(text.literal) != text.given
    ]
    assert wrong == [], "\n".join(wrong)


def test_one_english_text_has_one_chinese_text() -> None:
    seen: dict[str, tuple[str, str]] = {}
    clashes = []
    for file in CATALOGUES:
        for english, chinese in json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list):
            other, where = seen.setdefault(english, (chinese, file.name))
            if other != chinese:
                clashes.append(f"{english!r}: {other} ({where}), {chinese} ({file.name})")
    assert clashes == []


def test_no_chinese_text_is_left_over() -> None:
    used = {text.literal for text in texts()} | set(problems.MESSAGES.values())
    used |= {sentence for kind in user_errors() for sentence in (kind.message, kind.hint)}
    assert sorted(catalogue().keys() - used) == []


def test_a_search_is_never_called_a_query() -> None:
    """查询 means asking another system about a person; this program does not do that."""
    assert [chinese for chinese in catalogue().values() if "查询" in chinese] == []


def test_quotation_marks_of_english_are_as_narrow_as_its_letters() -> None:
    with speaking("en"):
        assert tr("Take in “{name}”?", name="“1”") == 'Take in "“1”"?', "what was typed stays as it was typed"
    with speaking("zh"):
        assert tr("Take in “{name}”?", name="1") == "登记“1”？"


def test_tr_is_called_with_literals() -> None:
    wrong = [text.place for text in texts() if text.literal is None and text.place.rsplit(":", 1)[0] not in STORED_TEXTS]
    assert wrong == [], "\n".join(wrong)


def test_the_exceptions_named_here_still_exist() -> None:
    translating = {text.place.rsplit(":", 1)[0] for text in texts() if text.literal is None}
    assert STORED_TEXTS.keys() - {"i18n.py"} <= translating
    assert sources().keys() >= CHINESE_AS_DATA.keys()


def test_chinese_stands_in_the_catalogue_and_not_in_the_code() -> None:
    found = []
    for module, tree in sources().items():
        if module.split("/")[0] not in ("cli", "cli.py", "export", "gui", "printing", "app.py") or module in CHINESE_AS_DATA:
            continue
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
            if literal and CHINESE.search(node.value):
                found.append(f"{module}:{node.lineno} {node.value!r}")
    assert found == [], "\n".join(found)


def test_every_user_error_says_what_is_wrong_and_what_to_do() -> None:
    for kind in user_errors():
        assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", kind.code), kind
        assert kind.message.strip(), kind
        assert kind.hint.strip(), kind
        assert all(name.isidentifier() for name in placeholders(kind.message) | placeholders(kind.hint)), kind


def test_a_code_means_one_thing() -> None:
    codes = [kind.code for kind in user_errors()]
    assert sorted(codes) == sorted(set(codes))
    assert set(codes) & problems.MESSAGES.keys() == set()


def test_a_number_chooses_the_word_after_it() -> None:
    with speaking("en"):
        assert [tr("{n} {n:operation/operations}", n=n) for n in (0, 1, 2)] == ["0 operations", "1 operation", "2 operations"]
        assert tr("{n} {n:hazard/hazards} at {premises} premises", n=1, premises="—") == "1 hazard at — premises"
    with speaking("zh"):
        assert tr("{n} {n:operation/operations}", n=1) == "1 次行动"
