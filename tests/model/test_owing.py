"""Who lacks which lines, by hashes; and where lines of a cloned machine stand, whatever order they come in."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import chain, owing, travel
from checkpoint_app.model.travel import ChainKey, Tip
from tests.sync.simulation_machine import Line, Shelf

DEVICE, EPOCH = "0f" * 16, "a1" * 32
KEY = ChainKey(DEVICE, EPOCH, "up")
PLACES: Mapping[str, tuple[str, int, str]] = {
    "a3": ("A", 3, ""),
    "b7": ("B", 7, "a3"),
    "b6": ("B", 6, "a3"),
    "c9": ("C", 9, "b6"),
}
"""A chain A, a branch B that goes off after its third line, and C that goes off after the sixth line, which is B's."""


def test_who_has_the_end_of_a_branch_has_what_it_goes_off_from() -> None:
    assert owing.coverage(PLACES.get, ["c9"]) == {"C": 9, "B": 6, "A": 3}
    assert owing.coverage(PLACES.get, ["b7", "c9"]) == {"C": 9, "B": 7, "A": 3}
    assert owing.coverage(PLACES.get, ["unknown"]) == {}


@pytest.mark.parametrize(
    ("covered", "unknown", "asked", "first"),
    [
        (0, None, None, 5),  # nothing is known of the other: all of it, from where the branch begins
        (400, None, None, 401),
        (1000, None, None, 1001),
        (0, 1200, None, 1001),  # the other is further along
        (0, 900, None, 644),  # the other is on another branch
        (0, 100, None, 5),
        (700, 900, None, 701),  # it named a line that is not here and one that is
        (700, None, 300, 300),
        (700, None, 900, 701),
        (700, None, 1, 5),
    ],
)
def test_what_of_a_chain_is_sent(covered: int, unknown: int | None, asked: int | None, first: int) -> None:
    named = Tip(unknown, "ff") if unknown is not None else None
    assert owing.first_owed(Tip(1000, "ee"), 5, covered, named, asked) == first


def test_what_is_asked_for_again() -> None:
    other = KEY._replace(scope="shared")
    theirs = {KEY: Tip(900, "ff"), other: Tip(30, "ee")}
    assert owing.asks(theirs, lambda _key: 0, lambda _digest: False, {}) == {}, "what is quite unknown comes without asking"
    assert owing.asks(theirs, lambda _key: 1000, lambda _digest: False, {}) == {KEY: 644, other: 1}
    assert owing.asks(theirs, lambda _key: 1000, lambda _digest: False, {KEY: 7}) == {KEY: 7, other: 1}
    assert owing.asks(theirs, lambda _key: 1000, lambda _digest: True, {KEY: 7}) == {}, "what is here is not asked for"


def test_each_time_it_is_asked_from_sixteen_times_as_far_back() -> None:
    tip, gap, asked = 100_000, 100_000, []
    while gap > 1:
        gap = owing.further_back(gap, tip)
        asked.append(tip - gap)
    assert asked == [256, 256 + 16 * 256, 256 + 16 * 256 * (1 + 17), 99_999]


def said(station: str, epoch: str, chain_: str, restores: set[str], receipt: str) -> owing.Said[str, str]:
    return owing.Said(station, epoch, chain_, restores, receipt)


def test_the_last_receipt_of_a_station_counts_and_branches_must_agree() -> None:
    given_ = [said("S", "e", "K", set(), "first"), said("T", "f", "L", set(), "other"), said("S", "e", "K", set(), "last")]
    assert owing.newest(given_, {}) == [["last"], ["other"]]
    branch = said("S", "e", "K'", set(), "branch")
    assert owing.newest([*given_, branch], {}) == [["last", "branch"], ["other"]]
    assert owing.held([{"up": 7, "shared": 3}, {"up": 5}]) == {"up": 5}
    assert owing.held([]) == {}


def test_a_receipt_from_before_a_restore_that_is_known_counts_no_more() -> None:
    before, after = said("S", "e", "K", set(), "before"), said("S", "e2", "K2", {"r1"}, "after")
    assert owing.newest([before], {"S": {"r1"}}) == []
    assert owing.newest([before, after], {"S": {"r1"}}) == [["after"]]
    assert owing.newest([before, after], {"S": {"r1", "r2"}}) == [], "a second life that the first did not hear of"
    both = said("S", "e3", "K3", {"r1", "r2"}, "both")
    assert owing.newest([before, after, both], {"S": {"r1", "r2"}, "T": {"r9"}}) == [["both"]]


def line(number: int, seq: int, prev: str) -> Line:
    header = chain.Header(
        device=DEVICE, epoch=EPOCH, scope="up", seq=seq, prev=prev, lamport=seq, wall="", officer="", noun="entry",
        record=f"r{number}", op="create", base=(),
    )  # fmt: skip
    return Line(header, chain.line_hash(chain.encode(header)).hex(), {})


@st.composite
def trees(draw: st.DrawFn) -> list[Line]:
    """Lines of one key as several copies of a disk write them."""
    lines: list[Line] = []
    for number in range(draw(st.integers(1, 12))):
        before = draw(st.sampled_from([None, *lines[-4:], *lines[:2]]))
        lines.append(line(number, before.header.seq + 1 if before else 1, before.hash if before else ""))
    return lines


def filed(lines: list[Line], chance: random.Random) -> Shelf:
    """On a shelf, in any order in which each has its line before it; those that come too early are refused."""
    shelf, waiting = Shelf(), list(lines)
    while waiting:
        one = waiting.pop(chance.randrange(len(waiting)))
        try:
            shelf.add(one)
        except travel.Gap:
            waiting.append(one)
    return shelf


@given(trees(), st.randoms(use_true_random=False))
def test_where_a_line_of_a_cloned_machine_stands_depends_on_the_set_of_lines_only(
    lines: list[Line], chance: random.Random
) -> None:
    expected = filed(lines, random.Random(0))
    found = filed(lines, chance)
    assert (found.where, found.tips) == (expected.where, expected.tips)
    for key, chain_lines in found.chains.items():
        if not chain_lines:
            continue
        assert [one.header.seq for one in chain_lines] == list(range(found.start[key], found.tips[key].seq + 1))
        assert all(later.header.prev == one.hash for one, later in itertools.pairwise(chain_lines))
        first = chain_lines[0]
        rivals = [one.hash for one in lines if one.header.prev == first.header.prev]
        assert key.epoch == EPOCH if first.hash == min(rivals) else key.epoch == chain.forked_epoch(EPOCH, first.hash)


def test_a_line_that_does_not_follow_the_one_it_names_is_refused() -> None:
    shelf, first = Shelf(), line(0, 1, "")
    shelf.add(first)
    with pytest.raises(chain.BadHeader):
        shelf.add(line(1, 3, first.hash))
    with pytest.raises(chain.BadHeader):
        shelf.add(line(1, 2, ""))
