"""`keys.json`: the random database key, wrapped for each account's password and for the recovery key.

    {"format": 1, "salt": hex, "accounts": {NAME: WRAP}, "recovery": WRAP}
    NAME = SHA-256(salt ‖ badge number) in hex: the file tells nobody who works here
    WRAP = {"salt", "time", "memory_kib", "lanes", "nonce", "key"}; the recovery wrap has no Argon2 fields

An account's wrapping key is Argon2id(password); the recovery key is 160 random bits, so HKDF is enough for it. Both wrap with
ChaCha20-Poly1305. The file is written aside, fsynced, renamed, the one before kept as `keys.json.previous`; a torn file is answered
from that copy. Passwords belong to one machine. Wrong ones back off (`attempts.json`); nothing is ever erased.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from checkpoint_app.store import driver, errors, place

FILE, PREVIOUS = place.KEYS, place.KEYS_BEFORE
ATTEMPTS = "attempts.json"
LEAST_PASSWORD = 6
_FREE_TRIES = 3
_LONGEST_WAIT_S = 300
_AAD = b"checkpoint-app key 1"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def check_password(password: str) -> None:
    """Raises WeakPassword."""
    if len(password) < LEAST_PASSWORD:
        raise errors.WeakPassword(least=LEAST_PASSWORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Argon2id parameters. The default takes about 0.15 s on a laptop of today."""

    time: int = 3
    memory_kib: int = 65536
    lanes: int = 1


COST = Cost()


def new_recovery_key() -> str:
    """160 random bits as eight groups of four letters and digits without I L O U, to be read from paper."""
    number = secrets.randbits(160)
    text = "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(text[at : at + 4] for at in range(0, 32, 4))


def recovery_secret(key: str) -> bytes:
    """The 20 bytes of a typed recovery key; case, spaces and look-alikes (O 0, I L 1) do not matter. Raises WrongRecoveryKey."""
    text = unicodedata.normalize("NFKC", key).upper().translate(str.maketrans("OIL", "011", "- \t\n"))
    if len(text) != 32 or any(char not in _ALPHABET for char in text):
        raise errors.WrongRecoveryKey
    number = 0
    for char in text:
        number = number << 5 | _ALPHABET.index(char)
    return number.to_bytes(20, "big")


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose from the recovery secret: `wrap` for the database key, `root` for the unit's root key."""
    return HKDF(SHA256(), 32, None, f"checkpoint-app {purpose} 1".encode()).derive(secret)


class KeyFile:
    """The key file of one store folder, read whole and replaced whole."""

    def __init__(self, folder: Path, content: dict[str, Any]) -> None:
        self.folder = folder
        self._content = content

    @classmethod
    def create(cls, folder: Path, database_key: bytes, recovery_key: str) -> KeyFile:
        """A new file with the recovery wrap only; nothing is written before `save`."""
        content: dict[str, Any] = {"format": 1, "salt": secrets.token_hex(16), "accounts": {}}
        content["recovery"] = _seal(derive(recovery_secret(recovery_key), "wrap"), database_key)
        return cls(folder, content)

    @classmethod
    def read(cls, folder: Path) -> KeyFile:
        """Raises NoKeys, KeysDamaged, NewerStore. A torn file is answered from the copy before it."""
        if not (folder / FILE).exists() and not (folder / PREVIOUS).exists():
            raise errors.NoKeys(folder=folder)
        for name in (FILE, PREVIOUS):
            content = _load(folder / name)
            if content is not None:
                if content["format"] != 1:
                    raise errors.NewerStore(found=content["format"], known=1)
                return cls(folder, content)
        raise errors.KeysDamaged(file=folder / FILE)

    def save(self) -> None:
        """Aside, fsync, the old one kept, rename, fsync of the folder."""
        with driver.trouble(self.folder):
            write_aside(self.folder / FILE, json.dumps(self._content, indent=1).encode(), keep=self.folder / PREVIOUS)

    def _name(self, number: str) -> str:
        return hashlib.sha256(bytes.fromhex(self._content["salt"]) + number.strip().encode()).hexdigest()

    def has(self, number: str) -> bool:
        """True when this badge number has a password on this machine."""
        return self._name(number) in self._content["accounts"]

    def set_password(self, number: str, password: str, database_key: bytes, cost: Cost | None = None) -> None:
        """Wraps the database key for an account (new or changed). Raises WeakPassword."""
        check_password(password)
        cost = cost or COST
        salt = secrets.token_bytes(16)
        wrap = _seal(_stretch(password, salt, cost), database_key)
        wrap |= {"salt": salt.hex(), "time": cost.time, "memory_kib": cost.memory_kib, "lanes": cost.lanes}
        self._content["accounts"][self._name(number)] = wrap

    def remove(self, number: str) -> None:
        """The account can no longer unlock on this machine. Who knew the database key needs `rekey` (see SECURITY.md)."""
        self._content["accounts"].pop(self._name(number), None)

    def unlock(self, number: str, password: str) -> bytes:
        """The database key. Raises WrongPassword, and PasswordWait while wrong tries back off."""
        name = self._name(number)
        _wait_over(self.folder, name)
        wrap = self._content["accounts"].get(name)
        key = None
        if wrap is not None:
            cost = Cost(time=wrap["time"], memory_kib=wrap["memory_kib"], lanes=wrap["lanes"])
            key = _open(_stretch(password, bytes.fromhex(wrap["salt"]), cost), wrap)
        if key is None:
            _count_attempt(self.folder, name)
            raise errors.WrongPassword
        _count_attempt(self.folder, name, right=True)
        return key

    def recover(self, recovery_key: str) -> bytes:
        """The database key from the recovery sheet. Raises WrongRecoveryKey."""
        key = _open(derive(recovery_secret(recovery_key), "wrap"), self._content["recovery"])
        if key is None:
            raise errors.WrongRecoveryKey
        return key


def _stretch(password: str, salt: bytes, cost: Cost) -> bytes:
    secret = unicodedata.normalize("NFC", password).encode()
    return hash_secret_raw(secret, salt, cost.time, cost.memory_kib, cost.lanes, 32, Type.ID)


def _seal(wrapping: bytes, key: bytes) -> dict[str, Any]:
    nonce = secrets.token_bytes(12)
    return {"nonce": nonce.hex(), "key": ChaCha20Poly1305(wrapping).encrypt(nonce, key, _AAD).hex()}


def _open(wrapping: bytes, wrap: Mapping[str, Any]) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrapping).decrypt(bytes.fromhex(wrap["nonce"]), bytes.fromhex(wrap["key"]), _AAD)
    except InvalidTag:
        return None


def _load(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    shaped = isinstance(content, dict) and isinstance(content.get("format"), int)
    if not shaped or not {"salt", "accounts", "recovery"} <= content.keys():
        return None
    return content if isinstance(content["accounts"], dict) else None


def write_aside(file: Path, data: bytes, *, keep: Path | None = None) -> None:
    """Replaces a file so that a power cut leaves the old or the new one, never half; the old one is kept where `keep` says."""
    aside = file.with_name(file.name + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if keep is not None and file.exists():
        keep.unlink(missing_ok=True)
        try:
            os.link(file, keep)
        except OSError:  # FAT knows no links
            keep.write_bytes(file.read_bytes())
    aside.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename durable where the system can (Windows cannot open a folder)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _attempts(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / ATTEMPTS).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _wait_over(folder: Path, name: str) -> None:
    found = _attempts(folder).get(name)
    if not found or found["wrong"] < _FREE_TRIES:
        return
    wait = min(2 ** (found["wrong"] - _FREE_TRIES), _LONGEST_WAIT_S)
    since = time.time() - found["at"]
    if 0 <= since < wait:  # a clock set back must not lock anybody out
        raise errors.PasswordWait(seconds=int(wait - since) + 1)


def _count_attempt(folder: Path, name: str, *, right: bool = False) -> None:
    found = _attempts(folder)
    if right and name not in found:
        return
    if right:
        del found[name]
    else:
        found[name] = {"wrong": found.get(name, {"wrong": 0})["wrong"] + 1, "at": int(time.time())}
    try:
        write_aside(folder / ATTEMPTS, json.dumps(found).encode())
    except OSError:
        return  # a read-only or full disk must not keep an officer out
