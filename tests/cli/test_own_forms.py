"""A station's own form: the example of the README, done as the README says; what is refused and in which words."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PIL import Image

from checkpoint_app.printing import reading
from tests.cli.conftest import Program

README = Path(__file__).parents[2] / "README.md"


def example() -> str:
    """The only TOML block of the README."""
    (found,) = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def recorded() -> str:
    """The line that the README records."""
    (found,) = re.findall(r"echo '(\{.*\})' \| checkpoint-app record shabei\.ebike", README.read_text(encoding="utf-8"))
    return str(found)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "ebike.toml"
    made.write_text(example(), encoding="utf-8")
    return made


def test_the_example_of_the_readme_is_checked_added_recorded_listed_printed_and_counted(
    program: Program, shift: str, file: Path, tmp_path: Path
) -> None:
    assert program.json("template", "check", str(file)).object["ok"] is True
    assert program.json("template", "add", str(file)).object["added"] is True
    saved = program.json("record", "shabei.ebike", stdin=recorded())
    assert saved.code == 0, saved.out
    assert program.json("record", "shabei.ebike", stdin='{"values":{"place":"东苑","bikes":5}}').code == 0
    rows = program.json("list", "shabei.ebike").objects
    assert [row["values"]["bikes"] for row in rows] == [5, 12]
    assert program("print", "shift-log", shift, "-o", str(tmp_path / "log.pdf")).code == 0
    (page,) = reading.page_texts((tmp_path / "log.pdf").read_bytes())
    assert "电动自行车夜查" in page
    assert "阳光小区3号楼" in page
    assert "飞线充电" in page
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
    period = ("--from", today, "--to", today)
    figures = {row["measure"]: (row["value"], row["unit"]) for row in program.json("statistics", *period).objects}
    assert figures["ebike.checked"] == (17, "辆")
    assert figures["ebike.problem"] == (1, "起")
    assert "本所表单" in program("statistics", *period).out
    assert program("statistics", *period, "-o", str(tmp_path / "s.xlsx")).code == 0
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx")["本所表单"]
    assert 17 in [cell.value for row in sheet.iter_rows() for cell in row]
    assert program("verify").code == 0


def test_a_picture_of_the_form_needs_no_store(bare: Program, file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "form.png"
    assert bare("template", "preview", str(file), "-o", str(picture)).code == 0
    with Image.open(picture) as seen:
        assert seen.width == 1100
        assert 300 < seen.height < 900
        assert len(seen.convert("RGB").getcolors(100_000) or ()) > 20, "something is drawn"
    assert bare("template", "preview", str(file), "-o", str(tmp_path / "form.doc")).code == 2
    assert bare("template", "preview", str(file), "-o", str(tmp_path / "none" / "form.png")).code == 2


def test_a_field_that_is_not_there_is_named_with_its_line(bare: Program, file: Path, tmp_path: Path) -> None:
    text = example().replace('when = { field = "problem"', 'when = { field = "problems"')
    line = next(number for number, written in enumerate(text.splitlines(), start=1) if '"problems"' in written)
    file.write_text(text, encoding="utf-8")
    for command in (("check",), ("preview", "-o", str(tmp_path / "x.png"))):
        answer = bare.json("template", command[0], str(file), *command[1:])
        assert answer.code == 3
        assert (answer.object["error"], answer.object["line"]) == ("TEMPLATE_FIELD_UNKNOWN", line)
        assert "problems" in answer.object["message"]
        assert "moved" in answer.object["message"], "the fields there are"


def test_an_id_without_prefix_and_a_version_that_is_taken_are_refused(program: Program, file: Path) -> None:
    file.write_text(example().replace("shabei.ebike", "ebike"), encoding="utf-8")
    answer = program.json("template", "add", str(file))
    assert (answer.code, answer.error["error"]) == (3, "FORM_PREFIX")
    assert 'id = "shabei.ebike"' in program("template", "add", str(file)).err
    file.write_text(example(), encoding="utf-8")
    assert program("template", "add", str(file)).code == 0
    file.write_text(example().replace("夜查", "检查"), encoding="utf-8")
    assert program.json("template", "add", str(file)).error["error"] == "FORM_VERSION"
    assert "version = 2" in program("template", "add", str(file)).err
    file.write_text(example().replace("夜查", "检查").replace("version = 1", "version = 2"), encoding="utf-8")
    assert program.json("template", "add", str(file)).object["added"] is True


def test_an_officer_without_a_role_adds_no_form(program: Program, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    password = program.json("account", "add", "101235").objects[0]["password"]
    monkeypatch.setenv("CHECKPOINT_OFFICER", "101235")
    monkeypatch.setenv("CHECKPOINT_PASSWORD", password)
    new = file.with_name("new")
    new.write_text("another password")
    assert program("account", "password", "--new-password-file", str(new)).code == 0
    monkeypatch.setenv("CHECKPOINT_PASSWORD", "another password")
    answer = program.json("template", "add", str(file))
    assert answer.error["error"] == "NOT_ALLOWED"
    assert json.loads(answer.err.splitlines()[-1])["message"]
