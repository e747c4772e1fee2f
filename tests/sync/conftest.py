"""Stores as in tests/store, for exchanges."""

from __future__ import annotations

from tests.store.conftest import cheap_passwords, clock, fleet

__all__ = ("cheap_passwords", "clock", "fleet")
