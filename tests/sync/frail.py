"""A machine that can lose its power at any write, and chance that a seed repeats."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from checkpoint_app.model import ids
from checkpoint_app.store import identity, incoming, opening, settling

_WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT")
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class PowerLost(BaseException):
    """Nothing after this happens on the machine; no handler of the program's may catch it."""


class Frail:
    """A database connection that dies at the write after `fuse` others; the next opening finds what was committed."""

    def __init__(self, db: Any, chance: random.Random) -> None:
        self._db = db
        self._chance = chance
        self.fuse: int | None = None
        self.dead = False

    def execute(self, statement: str, *values: Any) -> Any:
        late = self._burn(statement)
        found = self._db.execute(statement, *values)
        if late:
            self._die()
        return found

    def executemany(self, statement: str, values: Any) -> Any:
        self._burn(statement)
        return self._db.executemany(statement, values)

    def _burn(self, statement: str) -> bool:
        """Dies before the statement, or says that it is a COMMIT after which it is to die."""
        if self.dead:
            raise PowerLost
        if self.fuse is None or not statement.startswith(_WRITES):
            return False
        self.fuse -= 1
        if self.fuse >= 0:
            return False
        if statement == "COMMIT" and self._chance.random() < 0.5:
            return True
        self._die()
        return False

    def _die(self) -> None:
        self.dead = True
        raise PowerLost

    def __getattr__(self, name: str) -> Any:
        if self.dead and name != "close":
            raise PowerLost
        return getattr(self._db, name)


@contextmanager
def chance_of(chance: random.Random) -> Iterator[None]:
    """Ids, keys, salts, and how much fits into a slice of time: all from one seed."""
    ticks = [0.0]

    def passing() -> float:
        ticks[0] += chance.choice([0.0, 0.0001, 0.004])
        return ticks[0]

    def now_ns() -> int:
        ticks[0] += 0.001
        return 1_790_000_000_000_000_000 + round(ticks[0] * 1e9)

    with ExitStack() as fakes:
        fakes.enter_context(patch.object(secrets, "token_bytes", chance.randbytes))
        fakes.enter_context(patch.object(secrets, "token_hex", lambda count: chance.randbytes(count).hex()))
        fakes.enter_context(patch.object(secrets, "choice", chance.choice))
        fakes.enter_context(patch.object(identity, "new_device_keys", lambda: device_keys(chance)))
        fakes.enter_context(patch.object(opening, "machine_name", lambda: "machine"))
        fakes.enter_context(patch.object(ids, "_last", 0))
        fakes.enter_context(patch.object(ids, "time", SimpleNamespace(time_ns=now_ns)))
        for module in (incoming, settling):
            fakes.enter_context(patch.object(module, "time", SimpleNamespace(perf_counter=passing)))
        yield


def device_keys(chance: random.Random) -> identity.DeviceKeys:
    return identity.DeviceKeys(signing=chance.randbytes(32), age=_age_secret(chance.randbytes(32)))


def _age_secret(key: bytes) -> str:
    """BIP 173 of the 32 bytes, as an age identity is written."""
    name = "age-secret-key-"
    bits = int.from_bytes(key, "big") << 4
    data = [bits >> 5 * at & 31 for at in reversed(range(52))]
    head = [ord(letter) >> 5 for letter in name] + [0] + [ord(letter) & 31 for letter in name]
    check = _polymod([*head, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{name}1{''.join(_BECH32[value] for value in data)}".upper()


def _polymod(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for at, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            found ^= term if top >> at & 1 else 0
    return found
