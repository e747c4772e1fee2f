"""Who may look at the bureau's page: names with Argon2id hashes in a file beside the certificate, never in the database."""

from __future__ import annotations

import json
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from checkpoint_app.store import keys

FILE = "readers.json"
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody")


def load(folder: Path) -> dict[str, str]:
    """Name → hash."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(digest) for name, digest in found.items()}


def save(folder: Path, name: str, password: str) -> None:
    """A reader, new or with a new password. Raises WeakPassword."""
    keys.check_password(password)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = {**load(folder), name: _HASHER.hash(password)}
    aside = folder / f"{FILE}.new"
    aside.touch(mode=0o600)
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(folder / FILE)


def is_right(folder: Path, name: str, password: str) -> bool:
    """Whether name and password belong together. A name that nobody has takes as long."""
    known = load(folder).get(name)
    try:
        _HASHER.verify(known or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known is not None
