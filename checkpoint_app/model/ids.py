"""Ids: UUIDv7 for what happens (entries, shifts), UUIDv5 for register rows and hazards, so that two laptops agree (design §4).

These bytes are fixed for ever: another namespace, separator or folding would make the rows of two laptops strangers.
`new_id`, `register_id` and `hazard_id` are pure; `uuid7` is the one place that asks clock and chance.
"""

from __future__ import annotations

import secrets
import threading
import time
from functools import lru_cache
from uuid import UUID, uuid5

from checkpoint_app.model.text import natural_key

SEPARATOR = "\x1f"
"""Between noun and the parts of a natural key."""

_RANDOM_BITS = 74
_LOW_BITS = 62
_lock = threading.Lock()
_last = 0


def new_id(clock_ms: int, random_bytes: bytes) -> str:
    """A UUIDv7 (RFC 9562 §5.7) from Unix milliseconds and at least ten random bytes, of which 74 bits are used."""
    return _laid_out(_payload(clock_ms, random_bytes))


def uuid7() -> str:
    """A new id. Within this process each is greater than the one before, even when the clock is set back."""
    global _last
    with _lock:
        _last = max(_last + 1, _payload(time.time_ns() // 1_000_000, secrets.token_bytes(10)))
        return _laid_out(_last)


def register_id(unit_id: str, noun: str, *key: str) -> str:
    """The id of a register's row: UUIDv5 in the unit's namespace of noun and natural key. Raises ValueError for a bad unit id."""
    return str(uuid5(_unit(unit_id), SEPARATOR.join((noun, *map(natural_key, key)))))


_unit = lru_cache(maxsize=8)(UUID)


def hazard_id(entry: str, row: str) -> str:
    """The id of a hazard: UUIDv5 in the namespace of its entry, of its row. Raises ValueError for a bad entry id."""
    return str(uuid5(UUID(entry), row))


def task_id(entry: str, place: str, rule: str) -> str:
    """The id of a to-do: UUIDv5 in the namespace of its entry, of the field or row that names the disposition, and of the rule."""
    return str(uuid5(UUID(entry), SEPARATOR.join(("task", place, rule))))


def _payload(clock_ms: int, random_bytes: bytes) -> int:
    """Time above 74 random bits, without the version's and variant's bits, so that the next id is this one plus one."""
    if len(random_bytes) < 10:
        raise ValueError(len(random_bytes))
    chance = int.from_bytes(random_bytes[:10], "big") >> (80 - _RANDOM_BITS)
    return (clock_ms & (1 << 48) - 1) << _RANDOM_BITS | chance


def _laid_out(payload: int) -> str:
    clock, chance = payload >> _RANDOM_BITS, payload & (1 << _RANDOM_BITS) - 1
    high, low = chance >> _LOW_BITS, chance & (1 << _LOW_BITS) - 1
    return str(UUID(int=clock << 80 | 7 << 76 | high << 64 | 2 << 62 | low))
