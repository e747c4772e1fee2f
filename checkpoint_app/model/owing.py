"""Who lacks which lines, by the hashes of heads: what goes to another store, what is asked of it, what a receipt covers. Pure.

A hash says everything about the lines before it, a label and a number say nothing: the other store may have been cloned or restored. So
somebody who names a head has every line on its way from the beginning, if the head is known here; if it is not, he is further along
(then there is nothing to send) or on another branch (then lines before it are sent again, from further back each time he asks).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Generic, NamedTuple, TypeVar

from checkpoint_app.model.travel import ChainKey, Heads, Tip

STEP_BACK: Final = 256
"""How many lines before the end of another branch are sent first; 16 times as many the next time."""
_STRIDE: Final = 16

K = TypeVar("K")
V = TypeVar("V")
Find = Callable[[str], tuple[K, int, str] | None]
"""Hash → the chain of that line, its seq, and the line from which that chain goes off as a branch ("" at a beginning). None: not here."""


def coverage(find: Find[K], digests: Iterable[str]) -> dict[K, int]:
    """Chain → the last of its lines that somebody with these heads has. Heads that are not known here tell nothing."""
    covered: dict[K, int] = {}
    for digest in digests:
        name = digest
        while name:
            found = find(name)
            if found is None or covered.get(found[0], 0) >= found[1]:
                break
            covered[found[0]] = found[1]
            name = found[2]
    return covered


def first_owed(here: Tip, start: int, covered: int, unknown: Tip | None, asked: int | None) -> int:
    """The first line of a chain to send; past its end for none.

    `here` is its last line, `start` its first seq; `covered` the last that the other has for sure, 0 for none; `unknown` what the other
    named under this label, if that is not known here; `asked` from where on the other wants it.
    """
    first = max(covered + 1, start)
    if unknown is not None and not covered:
        ahead = unknown.seq > here.seq
        first = here.seq + 1 if ahead else max(start, unknown.seq - STEP_BACK)
    return first if asked is None else max(start, min(first, asked))


def asks(
    theirs: Heads, here: Callable[[ChainKey], int], is_here: Callable[[str], bool], gaps: Mapping[ChainKey, int]
) -> dict[ChainKey, int]:
    """Chains of the other that are wanted from an earlier line on: those with a gap, and those that end on another branch than here."""
    wanted: dict[ChainKey, int] = {}
    for key, tip in theirs.items():
        if is_here(tip.hash):
            continue
        if key in gaps:
            wanted[key] = gaps[key]
        elif here(key) >= tip.seq:
            wanted[key] = max(1, tip.seq - STEP_BACK)
    return wanted


def further_back(gap: int, here: int) -> int:
    """From where a chain is asked for when the line before `gap` is not here; `here` is its last line here, 0 for none."""
    return max(1, gap - max(STEP_BACK, _STRIDE * (here - gap)))


class Said(NamedTuple, Generic[K, V]):
    """A receipt and where it stands: its station, the epoch in its header, its chain, the restores of its station that it knew of."""

    station: str
    epoch: str
    chain: K
    restores: AbstractSet[str]
    receipt: V


def newest(said: Iterable[Said[K, V]], restores: Mapping[str, AbstractSet[str]]) -> list[list[V]]:
    """The receipts that count, in groups of which each must cover a line: `said` in the order of seq, `restores` those known here.

    The last one of a chain counts, if it was written in the knowledge of every restore of its station that is known here: one that was
    not may tell of a disk that is gone. A station that was restored says so again when it has heard of all its former lives; of two
    copies of its disk that both go on, each speaks for itself, unless they still write one epoch and do not know of each other.
    """
    last: dict[tuple[str, str, K], Said[K, V]] = {}
    for one in said:
        last[one.station, one.epoch, one.chain] = one
    groups: dict[tuple[str, str], list[V]] = {}
    for one in last.values():
        if restores.get(one.station, frozenset()) <= one.restores:
            groups.setdefault((one.station, one.epoch), []).append(one.receipt)
    return list(groups.values())


def held(covers: Collection[Mapping[K, int]]) -> dict[K, int]:
    """Chain → the last line that every one of some receipts covers."""
    common = set.intersection(*(set(cover) for cover in covers)) if covers else set()
    return {key: min(cover[key] for cover in covers) for key in common}
