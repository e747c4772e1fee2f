"""What lies in a store folder, by name. Loads nothing else: the window looks here before it shows anything."""

from __future__ import annotations

from pathlib import Path

DATABASE = "store.db"
KEYS = "keys.json"
KEYS_BEFORE = "keys.json.previous"


def exists(folder: Path) -> bool:
    """True when the folder holds a store, or what is left of one."""
    return any((folder / name).exists() for name in (KEYS, KEYS_BEFORE, DATABASE))
