"""`import`, `list` and `show` of schools, premises and equipment by JSON Lines."""

from __future__ import annotations

import json

from tests.cli.conftest import Program, bare, cheap_passwords, program

__all__ = ["bare", "cheap_passwords", "program"]


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_schools_in_and_out(program: Program) -> None:
    row = {
        "name": "沙北第一小学",
        "type": "PRIMARY",
        "students": 1200,
        "phone": "13800138000",
        "officer": "101234",
        "one_key_alarm": True,
    }
    done = program.json("import", "school", stdin=lines(row, {"name": "沙北第一小学", "type": "航校"}, {"students": 3}))
    assert (done.code, [answer.get("error") for answer in done.objects]) == (3, [None, "ATTRIBUTE_CHOICE", "SITE_NAME_MISSING"])
    (school,) = program.json("list", "school").objects
    assert (school["id"], school["students"], school["officer_name"], school["phone"]) == (
        done.objects[0]["id"],
        1200,
        "王小明",
        "138****8000",
    )
    assert [site["kind"] for site in program.json("list", "site").objects if site["id"] == school["id"]] == ["school"]
    again = program.json("import", "school", stdin=lines(row))
    assert (again.code, again.object["changed"]) == (0, False)
    shown = program("show", "沙北第一小学").out
    assert all(word in shown for word in ("一键报警", "1200", "138****8000", "王小明"))
    assert "沙北第一小学" in program("list", "school", "--format", "csv").out


def test_premises_and_their_equipment(program: Program) -> None:
    assert (
        program.json(
            "import", "premises", stdin=lines({"name": "沙北商务宾馆", "type": "宾馆", "key_unit": "是"}, {"name": "沙北超市"})
        ).code
        == 0
    )
    pieces = [{"premises": "沙北商务宾馆", "label": f"0{n}", "kind": "POWDER", "made": "2021-05", "position": n} for n in (2, 1)]
    done = program.json("import", "equipment", stdin=lines(*pieces, {"premises": "沙北超市", "label": "01"}, {"label": "01"}))
    assert (done.code, done.objects[-1]["error"]) == (3, "EQUIPMENT_PREMISES_MISSING")
    found = program.json("list", "equipment", "--site", "沙北商务宾馆").objects
    assert [(piece["label"], piece["made"], piece["premises_name"]) for piece in found] == [
        ("01", "2021-05-01", "沙北商务宾馆"),
        ("02", "2021-05-01", "沙北商务宾馆"),
    ]
    assert program.json("show", "沙北商务宾馆 02").object["id"] == found[1]["id"]
    assert program.json("show", "01").error["error"] == "AMBIGUOUS"
    assert [place["type"] for place in program.json("list", "premises").objects] == ["HOTEL", ""]


def test_rosters_in_and_out(program: Program) -> None:
    program.json("import", "school", stdin=lines({"name": "沙北第一小学"}))
    row = {"week": "2026-W47", "site": "沙北第一小学", "1.MORNING": ["101234"], "2.MORNING": ["王小明"]}
    done = program.json("import", "roster", stdin=lines(row, {**row, "8.MORNING": ["101234"]}, {**row, "week": "2026-W60"}))
    assert (done.code, [answer.get("error") for answer in done.objects]) == (3, [None, "ROSTER_CELL", "ROSTER_WEEK"])
    (found,) = program.json("list", "roster", "--site", "沙北第一小学", "--from", "2026-11-16", "--to", "2026-11-16").objects
    assert (found["week"], found["site_name"], len(found["1.MORNING"]), found["1.MORNING"]) == (
        "2026-W47",
        "沙北第一小学",
        1,
        found["2.MORNING"],
    )
    assert program.json("list", "roster", "--from", "2026-11-23").objects == []
    assert "王小明" in program("list", "roster").out
    assert program.json("list", "calendar").code == 0


def test_an_unknown_register_names_the_known_ones(program: Program) -> None:
    done = program.json("import", "weather", stdin="{}")
    assert (done.code, "premises" in done.error["message"]) == (2, True)
