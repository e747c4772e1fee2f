"""What `verify` tells beside faults: nothing is damaged, but somebody should know. Disks that were copied, lines kept aside, newer content.

A fork is no fault: both branches are kept, verified and shown; what it says is that two machines have written with one machine's keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import register
from checkpoint_app.model.travel import ChainKey
from checkpoint_app.store import devices, trust
from checkpoint_app.store.verify import Fault

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "CHAIN_FORK": noop(
            "From line {seq} on two copies of machine {device} wrote side by side (its disk was copied). Both are kept and count; "
            "find the second copy, and have one of the two set up anew."
        ),
        "LINES_UNAUTHORISED": noop("{count} lines are kept and count for nothing: only a station machine may write such lines."),
        "LINES_AFTER_CUT": noop("{count} lines are kept and count for nothing: they were written after the machine was cut off."),
        "NEEDS_NEWER_PROGRAM": noop("{count} records hold something that only a newer program can show: update this one."),
    }
)
_ASIDE = {trust.UNAUTHORISED: "LINES_UNAUTHORISED", trust.REVOKED: "LINES_AFTER_CUT"}


def every(store: Store) -> Iterator[Fault]:
    """In the order forks, lines aside, newer content."""
    yield from _forks(store)
    yield from _aside(store)
    found = store.row("SELECT count(*) FROM (SELECT DISTINCT noun, record FROM awaited WHERE needs='')")
    if found and found[0]:
        yield Fault(code="NEEDS_NEWER_PROGRAM", details=(("count", found[0]),))


def _forks(store: Store) -> Iterator[Fault]:
    labels = {row.id: row.label for row in devices.every(store)}
    rows = store.rows(
        "SELECT device, origin, scope, start FROM chain WHERE origin<>'' AND seq > 0 ORDER BY device, scope, start, epoch"
    )
    for device, origin, scope, start in rows:
        label = labels.get(device, tr("without certificate|device"))
        yield Fault(code="CHAIN_FORK", chain=ChainKey(device, origin, scope).short, seq=start, details=(("device", label),))


def _aside(store: Store) -> Iterator[Fault]:
    rows = store.rows(
        "SELECT device, epoch, scope, what, count(*), min(line.seq) FROM flag JOIN line ON line.id = flag.line"
        " JOIN chain ON chain.id = line.chain GROUP BY device, epoch, scope, what ORDER BY device, epoch, scope, what"
    )
    for device, epoch, scope, what, count, first in rows:
        yield Fault(code=_ASIDE[what], chain=ChainKey(device, epoch, scope).short, seq=first, details=(("count", count),))
