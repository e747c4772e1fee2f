"""A peer over a line that loses, doubles, disorders, spoils, and breaks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from checkpoint_app.model.travel import Chunk, LineRange, Parcel, SentLine
from checkpoint_app.store.session import Store
from checkpoint_app.sync import messages
from checkpoint_app.sync.memory import MemoryPeer
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Between


class RoughPeer(MemoryPeer):
    """The other store, answering in bad weather."""

    def __init__(self, store: Store, chance: random.Random) -> None:
        super().__init__(store)
        self._chance = chance

    def hello(self, mine: Hello, between: Between) -> Hello:
        self._break()
        found = super().hello(mine, between)
        self._break()
        return found

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        return super().give(mine, self._weather(parcels), between)

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:
        yield from self._weather(super().take(mine, between))
        self._break()

    def _break(self) -> None:
        if self._chance.random() < 0.04:
            raise messages.MessageDamaged(what="cut off")

    def _weather(self, parcels: Iterable[Parcel]) -> Iterator[Parcel]:
        found = [one for one in parcels for _ in range(self._chance.choice([1, 1, 1, 1, 1, 0, 2]))]
        if self._chance.random() < 0.3:
            self._chance.shuffle(found)
        for parcel in found:
            self._break()
            yield spoilt(parcel, self._chance) if self._chance.random() < 0.05 else parcel


def spoilt(parcel: Parcel, chance: random.Random) -> Parcel:
    """The same with something wrong or missing in it."""
    if isinstance(parcel, Chunk):
        return replace(parcel, data=parcel.data[: len(parcel.data) // 2])
    at = chance.randrange(len(parcel.lines))
    line = parcel.lines[at]
    worse: list[Callable[[], tuple[SentLine, ...]]] = [
        lambda: (),
        lambda: (replace(line, header=line.header.replace(b'"seq"', b'"sex"')),),
        lambda: (replace(line, header=line.header[:-2]),),
        lambda: (replace(line, signature=bytes(64)),),
        lambda: (replace(line, signature=None),),
        lambda: (replace(line, parts={part: (salt, body + b" ") for part, (salt, body) in line.parts.items()}),),
        lambda: (replace(line, parts={}),),
        lambda: (line, line),
    ]
    return LineRange(chain=parcel.chain, lines=(*parcel.lines[:at], *chance.choice(worse)(), *parcel.lines[at + 1 :]))
