"""A peer in this process: another open store, spoken to in the encoded messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from checkpoint_app.model.travel import Parcel
from checkpoint_app.store import settling
from checkpoint_app.sync import answer, greeting, messages
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Between

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


class MemoryPeer:
    """The other store, answering."""

    interactive = True

    def __init__(self, store: Store) -> None:
        self.store = store
        self.device = store.keys.id
        self.copies: Sequence[Hello] = ()
        self.not_taken: dict[str, str] = {}

    def hello(self, mine: Hello, between: Between) -> Hello:
        between()
        found = answer.greet(self.store, messages.decode_hello(messages.encode(mine)))
        return messages.decode_hello(messages.encode(found))

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        greeting.check(self.store, mine)
        carried = 0

        def arriving() -> Iterator[Parcel]:
            nonlocal carried
            for parcel in parcels:
                carried += 1
                yield messages.decode_parcel(messages.encode(parcel))

        taken = answer.receive(self.store, mine, arriving(), between)
        settling.show_rest(self.store, between)
        self.not_taken = {key.text: refusal.text() for key, refusal in taken.refused.items()}
        return carried

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:
        greeting.check(self.store, mine)
        for parcel in answer.send(self.store, mine, mine.device):
            yield messages.decode_parcel(messages.encode(parcel))
            between()
