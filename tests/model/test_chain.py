"""The frozen bytes of a journal line, and the merge."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import chain

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "chain"
HEADER = chain.Header(
    device="0f" * 16,
    epoch="a1" * 32,
    scope="up",
    seq=7,
    prev="b2" * 32,
    lamport=19,
    wall="2026-11-20T01:00:00.000Z",
    officer="5b0c5c1e-0000-5000-8000-000000000001",
    noun="entry",
    record="01939d3c-0000-7000-8000-000000000002",
    op="change",
    base=("c3" * 32, "d4" * 32),
    open=chain.part_hash(b"0123456789abcdef", '{"values":{"note":"黄色𠮷"},"reason":"看错"}'.encode()),
    personal="",
    fleeting=chain.part_hash(b"fedcba9876543210", '{"values":{"plate":"豫L12345"}}'.encode()),
)


def test_header_bytes_are_those_of_the_golden_file() -> None:
    assert chain.encode(HEADER) == (GOLDEN / "header.json").read_bytes()


def test_hashes_and_derived_ids_are_those_of_the_golden_file() -> None:
    kept = json.loads((GOLDEN / "hashes.json").read_text(encoding="utf-8"))
    digest = chain.line_hash(chain.encode(HEADER))
    assert kept == {
        "line": digest.hex(),
        "open": HEADER.open,
        "fleeting": HEADER.fleeting,
        "signed": chain.signed_bytes(digest).hex(),
        "device_of_zero_key": chain.device_id(bytes(32)),
        "forked_epoch": chain.forked_epoch("a1" * 32, "b2" * 32),
    }


def test_decode_gives_back_what_encode_took() -> None:
    assert chain.decode(chain.encode(HEADER)) == HEADER


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"seq": 0},
        {"seq": "7"},
        {"seq": True},
        {"lamport": 2**63},
        {"device": "0F" * 16},
        {"epoch": "a1"},
        {"scope": "sideways"},
        {"base": ["xx"]},
        {"base": "c3"},
        {"open": "short"},
        {"record": ""},
        {"record": "r" * 65},
        {"noun": 5},
        {"more": 1},
        {"v": True},
        {"v": 1.0},
        {"base": ["c3" * 32, "C3" * 32]},
        {"prev": None},
    ],
)
def test_decode_refuses_what_encode_would_not_write(change: dict[str, Any]) -> None:
    fields = json.loads(chain.encode(HEADER)) | change
    with pytest.raises(chain.BadHeader):
        chain.decode(chain.canonical(fields))


def test_decode_refuses_other_spellings_of_the_same_header() -> None:
    spaced = json.dumps(json.loads(chain.encode(HEADER)), sort_keys=True).encode()
    with pytest.raises(chain.BadHeader, match="canonical"):
        chain.decode(spaced)
    with pytest.raises(chain.BadHeader):
        chain.decode(b"\xff")
    with pytest.raises(chain.BadHeader):
        chain.decode(b"[]")


TEXT = st.text(st.characters(exclude_categories=()), max_size=12)


@given(TEXT, TEXT, st.text(min_size=1, max_size=64), st.integers(1, 2**63 - 1), st.sampled_from([(), ("e5" * 32,), HEADER.base]))
def test_any_text_and_counter_comes_back(officer: str, noun: str, record: str, counter: int, base: tuple[str, ...]) -> None:
    header = replace(HEADER, officer=officer, noun=noun, record=record, seq=counter, lamport=counter, base=base)
    assert chain.decode(chain.encode(header)) == header


@given(st.integers(0, len(chain.encode(HEADER)) - 1), st.binary(max_size=3), st.integers(0, 2))
def test_what_is_decoded_is_what_encode_writes(at: int, put: bytes, taken: int) -> None:
    whole = chain.encode(HEADER)
    data = whole[:at] + put + whole[at + taken :]
    try:
        header = chain.decode(data)
    except chain.BadHeader:
        return
    assert chain.encode(header) == data


def line(
    name: str, lamport: int, base: tuple[str, ...] = (), *, op: str = "change", device: str = "d", **body: Any
) -> chain.Line:
    return chain.Line(hash=name, lamport=lamport, device=device, officer="o", wall="", op=op, base=base, body=body)


CREATED = line(
    "a", 1, op="create", set={"at": "1"}, values={"plate": "豫L1", "note": "x"}, rows={"items": {"r1": {"name": "刀", "n": 1}}}
)


def test_a_correction_changes_only_what_it_names() -> None:
    merged = chain.merge([CREATED, line("b", 2, ("a",), values={"note": "y"})])
    assert merged.values == {"plate": "豫L1", "note": "y"}
    assert merged.heads == ("b",)
    assert not merged.conflicts


def test_concurrent_changes_of_different_fields_both_hold() -> None:
    merged = chain.merge([CREATED, line("b", 2, ("a",), values={"note": "y"}), line("c", 2, ("a",), values={"plate": "豫L2"})])
    assert merged.values == {"plate": "豫L2", "note": "y"}
    assert merged.heads == ("b", "c")
    assert not merged.conflicts


def test_concurrent_changes_of_one_field_show_the_greater_and_wait_for_a_person() -> None:
    lines = [CREATED, line("b", 3, ("a",), values={"note": "y"}), line("c", 2, ("a",), device="z", values={"note": "z"})]
    merged = chain.merge(lines)
    assert merged.values["note"] == "y"
    assert merged.conflicts == {("values", "note")}
    settled = chain.merge([*lines, line("d", 4, ("b", "c"), values={"note": "z"})])
    assert settled.values["note"] == "z"
    assert not settled.conflicts


def test_the_same_value_written_twice_is_no_conflict() -> None:
    merged = chain.merge([CREATED, line("b", 2, ("a",), values={"note": "y"}), line("c", 2, ("a",), values={"note": "y"})])
    assert not merged.conflicts


def test_rows_merge_by_row_and_key() -> None:
    merged = chain.merge(
        [
            CREATED,
            line("b", 2, ("a",), rows={"items": {"r1": {"n": 2}}}),
            line("c", 2, ("a",), rows={"items": {"r1": {"name": "匕首"}, "r2": {"name": "汽油"}}}),
        ]
    )
    assert merged.rows == {"items": {"r1": {"name": "匕首", "n": 2}, "r2": {"name": "汽油"}}}
    gone = chain.merge([CREATED, line("b", 2, ("a",), rows={"items": {"r1": None}})])
    assert gone.rows == {}


def test_void_wins_over_a_concurrent_correction_and_is_flagged() -> None:
    lines = [CREATED, line("b", 2, ("a",), op="void", reason="误"), line("c", 3, ("a",), values={"note": "y"})]
    merged = chain.merge(lines)
    assert merged.void is not None
    assert merged.conflicts == {("void",)}
    lifted = chain.merge([*lines, line("d", 4, ("b", "c"), op="unvoid")])
    assert lifted.void is None
    assert not lifted.conflicts


def test_void_after_a_correction_is_plain() -> None:
    merged = chain.merge([CREATED, line("b", 2, ("a",), values={"note": "y"}), line("c", 3, ("b",), op="void")])
    assert merged.void is not None
    assert not merged.conflicts


def test_a_line_without_its_base_waits_and_so_does_what_follows_it() -> None:
    merged = chain.merge([CREATED, line("c", 3, ("b",), values={"note": "late"}), line("d", 4, ("c",), values={"plate": "豫L9"})])
    assert merged.waiting == ("c", "d")
    assert merged.values["note"] == "x"
    assert merged.heads == ("a",)


@st.composite
def histories(draw: st.DrawFn) -> list[chain.Line]:
    """Lines of one record as several devices would write them: each sees some of the lines before it."""
    lines = [CREATED]
    for number in range(draw(st.integers(1, 6))):
        seen = draw(st.lists(st.sampled_from([one.hash for one in lines]), min_size=1, max_size=3, unique=True))
        lamport = 1 + max(one.lamport for one in lines if one.hash in seen)
        op = draw(st.sampled_from(["change", "change", "void", "unvoid"]))
        body: dict[str, Any] = {}
        if op == "change":
            body["values"] = draw(
                st.dictionaries(st.sampled_from(["note", "plate"]), st.sampled_from(["1", "2", None]), max_size=2)
            )
            row = st.one_of(st.none(), st.dictionaries(st.sampled_from(["name", "n"]), st.integers(0, 2), max_size=2))
            body["rows"] = {"items": draw(st.dictionaries(st.sampled_from(["r1", "r2"]), row, max_size=2))}
        device = draw(st.sampled_from(["d", "e", "f"]))
        lines.append(line(f"l{number}", lamport, tuple(seen), op=op, device=device, **body))
    return lines


@given(histories())
def test_merge_depends_on_the_set_of_lines_only(lines: list[chain.Line]) -> None:
    expected = chain.merge(lines)
    for order in itertools.islice(itertools.permutations(lines), 24):
        assert chain.merge([*order, order[0]]) == expected


@given(histories())
def test_every_line_is_applied_or_waits_and_heads_reach_all(lines: list[chain.Line]) -> None:
    merged = chain.merge(lines)
    assert {one.hash for one in merged.lines} | set(merged.waiting) == {one.hash for one in lines}
    reached = set(merged.heads)
    waiting = list(merged.heads)
    by_hash = {one.hash: one for one in lines}
    while waiting:
        for name in by_hash[waiting.pop()].base:
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    assert reached == {one.hash for one in merged.lines}


@given(histories())
def test_a_line_that_saw_everything_settles_everything(lines: list[chain.Line]) -> None:
    merged = chain.merge(lines)
    last = line("z", 99, merged.heads, op="unvoid", values={"note": "3", "plate": "4"}, rows={"items": {"r1": None, "r2": None}})
    settled = chain.merge([*lines, last])
    assert settled.values == {"note": "3", "plate": "4"}
    assert settled.rows == {}
    assert settled.void is None
    assert not {path for path in settled.conflicts if len(path) < 4}


def test_parts_of_one_line_are_one_body() -> None:
    body = chain.join_parts([{"set": {"a": 1}, "values": {"x": 1}}, {"values": {"y": 2}}, {"values": {"z": 3}, "reason": "r"}])
    assert body == {"set": {"a": 1}, "values": {"x": 1, "y": 2, "z": 3}, "reason": "r"}
