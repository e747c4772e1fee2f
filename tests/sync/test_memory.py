"""The suite over a peer in this process."""

from __future__ import annotations

from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.sync.conformance import Conformance


class TestMemory(Conformance):
    def level(self, one: Store, other: Store) -> Report:
        return exchange(one, MemoryPeer(other))
