"""`due`: the contract of design §9, without a store, and what of a store is due."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Program


def test_answers(bare: Program) -> None:
    made = ("due", "--kind", "POWDER", "--made", "2021-05-01")
    assert bare.json(*made).object == {"next_service": "2026-05-01", "scrap": "2031-05-01"}
    assert bare.json(*made, "--serviced", "2026-04-20").object["next_service"] == "2028-04-20"
    late = bare.json("due", "--kind", "POWDER", "--made", "2016-03", "--serviced", "2025-03-01")
    assert late.object == {"next_service": None, "scrap": "2026-03-01"}
    assert "2031-05-01" in bare(*made).out


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (("--kind", "SOAP", "--made", "2021-05-01"), "EXTINGUISHER_KIND", "kind"),
        (("--kind", "CO2", "--made", "2021-02-30"), "DAY_IMPOSSIBLE", "made"),
        (("--kind", "CO2", "--made", "soon"), "DAY_UNREADABLE", "made"),
        (("--kind", "CO2", "--made", "2021-05-01", "--serviced", "2020-05-01"), "EXTINGUISHER_SERVICED_EARLY", "serviced"),
    ],
)
def test_refused(bare: Program, arguments: tuple[str, ...], code: str, field: str) -> None:
    answer = bare.json("due", *arguments)
    assert (answer.code, answer.object["error"], answer.object["field"]) == (3, code, field)


def test_a_missing_option_is_usage(bare: Program) -> None:
    assert bare.json("due", "--kind", "CO2").code == 2


def test_what_of_a_store_is_due(program: Program) -> None:
    assert program("import", "premises", stdin='{"name":"惠民超市","officer":"101234"}\n{"name":"如家宾馆"}\n').code == 0
    pieces = [
        {"premises": "惠民超市", "label": "01", "kind": "POWDER", "made": "2010-05-01"},
        {"premises": "惠民超市", "label": "02", "kind": "LIGHT"},
    ]
    lines = "".join(json.dumps(piece, ensure_ascii=False) + "\n" for piece in pieces)
    assert program("import", "equipment", stdin=lines).code == 0
    found = program.json("due").objects
    assert [(one["task"], one["due"], one["near"], one["label"]) for one in found if one["name"] == "惠民超市"] == [
        ("INSPECT", None, "overdue", None),
        ("VISIT", None, "overdue", None),
        ("SCRAP", "2020-05-01", "overdue", "01"),
    ]
    assert [one["task"] for one in program.json("due", "--site", "如家宾馆").objects] == ["VISIT"]
    assert [one["task"] for one in program.json("due", "--to", "2015-01-01", "--site", "惠民超市").objects] == [
        "INSPECT",
        "VISIT",
    ]
    assert "应报废" in program("due").out
    assert program("due", "--site", "没有的店").code == 3
