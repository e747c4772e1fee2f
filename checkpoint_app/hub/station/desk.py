"""The store behind the hub, for one request at a time, and the devices on the line.

What a device brings is shown in lists and figures by a thread of the desk's own, while nobody brings anything: the device gets its receipt
first and may go.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.hub.tokens import Bearer, Tokens, signed_bytes
from checkpoint_app.i18n import noop
from checkpoint_app.model.travel import Parcel
from checkpoint_app.store import identity, settling, trust
from checkpoint_app.sync import messages

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


_PAUSE_S = 0.2
"""A device's deliveries follow each other more quickly."""


class RequestUnreadable(UserError):
    code = "HUB_REQUEST"
    exit_code = EXIT_REFUSED
    message = noop("The hub cannot read this request: {what}.")
    hint = noop("Both sides need the same version of the program; nothing was taken in.")


class Turns:
    """A lock that serves in the order of asking. `threading.Lock` does not: who lets go and asks again at once gets it again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._given = 0
        self._served = 0

    def take(self) -> None:
        """Waits for the turn."""
        with self._changed:
            mine, self._given = self._given, self._given + 1
            while self._served != mine:
                self._changed.wait()

    def are_wanted(self) -> bool:
        """Whether somebody waits for the one whose turn it is. Asked by that one, without the lock: a moment late is early enough."""
        return self._given - self._served > 1

    def end(self) -> None:
        """The next one's turn."""
        with self._changed:
            self._served += 1
            self._changed.notify_all()


class _Closed(Exception):
    """The hub ends: long work stops after its slice. What is not shown yet is shown when the store is opened again."""


class Desk:
    """The hub's state. `held` are deliveries to laptops that are not at their end yet, one for each device.

    To be closed before its store: nobody uses that any more then.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns = Turns()
        store.is_waited_for = self._turns.are_wanted
        self._quiet = threading.Condition()
        self._deliveries = 0
        self._came = False
        self._showing: threading.Thread | None = None
        self._closed = False
        self.tokens = Tokens()
        self.held: dict[str, tuple[str, Iterator[Parcel]]] = {}

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, for the block alone."""
        self._turns.take()
        try:
            self._go_on()
            yield self._store
        finally:
            self._turns.end()

    @contextmanager
    def delivery(self) -> Iterator[Store]:
        """The store, for a block in which a device brings something."""
        with self._quiet:
            self._deliveries += 1
            self._quiet.notify_all()
        try:
            with self.store() as store:
                yield store
        finally:
            with self._quiet:
                self._deliveries -= 1
                self._came = True
                if self._showing is None and not self._closed:
                    self._showing = threading.Thread(target=self._show, name="desk", daemon=True)
                    self._showing.start()
                self._quiet.notify_all()

    def _show(self) -> None:
        """Shows what came, until nothing is left. A full disk or an unforeseen error leaves it to the next delivery or opening."""
        try:
            while self._something_came():
                with suppress(UserError, _Closed), self.store() as store:
                    settling.show_rest(store, self._give_way)
        except BaseException:
            with self._quiet:
                self._showing = None
                self._quiet.notify_all()
            raise

    def _something_came(self) -> bool:
        """Waits until nobody brings anything; False when all was shown, or the hub ends: then the thread is over."""
        self._wait_for_quiet()
        with self._quiet:
            came, self._came = self._came and not self._closed, False
            if not came:
                self._showing = None
                self._quiet.notify_all()
            return came

    def _give_way(self) -> None:
        """Between two slices of showing: deliveries go first, and all others too."""
        self._turns.end()
        try:
            if self._deliveries:
                self._wait_for_quiet()
        finally:
            self._turns.take()
        self._go_on()

    def _go_on(self) -> None:
        if self._closed:
            raise _Closed

    def _wait_for_quiet(self) -> None:
        """Until nobody has brought anything for a moment, or the hub ends."""
        with self._quiet:
            while not self._closed:
                self._quiet.wait_for(lambda: self._closed or not self._deliveries)
                if not self._quiet.wait_for(lambda: self._closed or self._deliveries, timeout=_PAUSE_S):
                    return

    def rest(self) -> None:
        """Waits until all that came is shown."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._showing is None and not self._deliveries)

    def close(self) -> None:
        """Before the store is closed: what is being shown or brought stops after its slice. Returns when nobody has the store any more."""
        with self._quiet:
            self._closed = True
            self._quiet.notify_all()
            showing = self._showing
        if showing is not None:
            showing.join()
        with self._quiet:
            self._quiet.wait_for(lambda: not self._deliveries)
        self._turns.take()
        self._turns.end()

    def breathe(self) -> None:
        """Between two slices of long work, inside `store`: all who wait have their turns first."""
        self._turns.end()
        self._turns.take()
        self._go_on()

    def admit(self, unit: str, device: str, challenge: str, signature: bytes) -> str:
        """A token for a device of the unit that signed the challenge. Raises TokenRefused, AnotherUnit, UnknownDevice, DeviceCutOff,
        NotSignedByDevice."""
        self.tokens.use(challenge)
        with self.store() as store:
            if unit != store.unit.id:
                raise messages.AnotherUnit
            known = trust.load(store)
        key = known.key(device)
        if key is None:
            raise messages.UnknownDevice(device=device[:8])
        if known.is_revoked(device):
            raise messages.DeviceCutOff(device=device[:8])
        if not identity.is_signed(key, signature, signed_bytes(unit, device, challenge)):
            raise messages.NotSignedByDevice(device=device[:8])
        return self.tokens.give(Bearer(unit, device))
