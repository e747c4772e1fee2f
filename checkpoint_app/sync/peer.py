"""The other side of an exchange: another store in this process, a folder of bundles on a stick, a hub over HTTP.

An interactive peer answers at once: what is given to it is durable there when `give` returns. An asynchronous one (a stick) carries what is
given to somebody who reads it later: its `hello` is the newest one of that device that lies there, or None when there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from checkpoint_app.model.travel import Parcel
from checkpoint_app.sync.messages import Hello

Between = Callable[[], None]
"""Called while the store is free: a window saves what its officer typed in the meantime."""
T = TypeVar("T")


class Peer(Protocol):
    """What `exchange` needs of the other side. Every method may raise a `UserError`; what was taken until then stays taken.

    A method that waits for a network or a medium calls `between` at least every 20 ms (see `Errand`).
    """

    device: str
    """Whose store it is; "" while that is not known yet: then `hello` tells."""
    interactive: bool
    copies: Sequence[Hello]
    """Hellos beside the one that `hello` gave, of other copies of the same machine (a cloned disk): each is to be given what it lacks."""
    not_taken: dict[str, str]
    """Chains given that the other side did not take the last time they were given, with its reason; nothing for one that cannot say."""

    def hello(self, mine: Hello, between: Between) -> Hello | None:
        """Shows ours and returns theirs, which is checked by the caller. May be called several times; None when there is none."""

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        """Carries ours over and returns how many parcels. What the other refuses of it shows in its next hello: it does not have it."""

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:
        """Theirs for somebody with this hello."""


class Errand(Generic[T]):
    """Work that waits for somebody else, under way in a thread of its own from the moment it is made. It must not touch the store."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._outcome: list[T] = []
        self._failure: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, name="peer", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._outcome.append(self._work())
        except BaseException as error:  # noqa: BLE001  it is raised again, in the thread that asks
            self._failure.append(error)

    def result(self, between: Between) -> T:
        """What came of it; raises what it raised. Keeps calling `between` until it is done."""
        while self._thread.is_alive():
            self._thread.join(0.02)
            between()
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]
