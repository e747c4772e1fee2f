"""Who may be believed: this device's keys, the unit's root key, certificates.

A unit has a root key (Ed25519) that lives on the recovery sheet only. It certifies the first `station` device; station devices certify
the others. The unit's id is made from the root's public key and a device's id from its own, so neither can be given to another key.

A certificate is a line (noun `certificate`, record = device id) whose `set` holds `statement`, a canonical JSON text

    {"age": recipient, "at": time, "by": "root" | device id, "device": id, "kind": "station" | "field",
     "letter": "A", "name": text, "public_key": hex, "unit": id}

and `signature`, Ed25519 in hex over b"checkpoint-app certificate 1\\n" ‖ statement. `age` is the recipient to which bundles are encrypted.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from checkpoint_app.model import chain, timing

_PREFIX = b"checkpoint-app certificate 1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate line says, checked or not."""

    device: str
    public_key: str
    age: str
    kind: str
    letter: str
    name: str
    unit: str
    by: str
    at: str
    statement: str
    signature: str


class DeviceKeys:
    """The secrets of this machine; they live in the encrypted database only.

    `signing` is the private Ed25519 key (32 bytes), `age` the private age identity; the rest is derived once, because every save signs.
    """

    def __init__(self, *, signing: bytes, age: str) -> None:
        self.signing = signing
        self.age = age
        self._private = Ed25519PrivateKey.from_private_bytes(signing)
        self._public = self._private.public_key().public_bytes_raw()
        self._id = chain.device_id(self._public)

    @property
    def id(self) -> str:
        return self._id

    @property
    def public(self) -> bytes:
        return self._public

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    @property
    def recipient(self) -> str:
        """The age recipient to which bundles for this device are encrypted."""
        return str(pyrage.x25519.Identity.from_str(self.age).to_public())


def new_device_keys() -> DeviceKeys:
    return DeviceKeys(signing=secrets.token_bytes(32), age=str(pyrage.x25519.Identity.generate()))


def new_epoch() -> str:
    """64 random hex digits; a new one on every install and restore."""
    return secrets.token_hex(32)


def public_key(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def unit_id(root_public: bytes) -> str:
    """The unit's id, bound to its root key: a UUID of version 8 from SHA-256(b"checkpoint-app unit 1" ‖ public key)."""
    digest = bytearray(hashlib.sha256(b"checkpoint-app unit 1" + root_public).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def sign(private: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """True when the signature is this key's over this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class PublicKeys(Protocol):
    """What of a device's keys others may know: its own machine has them, and its card says them."""

    @property
    def id(self) -> str: ...
    @property
    def public(self) -> bytes: ...
    @property
    def recipient(self) -> str: ...


def certify(
    keys: PublicKeys, *, unit: str, kind: str, letter: str, name: str, by: str, at: datetime, signer: bytes
) -> dict[str, str]:
    """The `set` of a certificate line for a device; `signer` is the private key of `by`."""
    statement = chain.canonical(
        {
            "device": keys.id,
            "public_key": keys.public.hex(),
            "age": keys.recipient,
            "kind": kind,
            "letter": letter,
            "name": name,
            "unit": unit,
            "by": by,
            "at": timing.to_text(at),
        }
    )
    return {"statement": statement.decode(), "signature": sign(signer, _PREFIX + statement).hex()}


_STATED = ("device", "public_key", "age", "kind", "letter", "name", "unit", "by", "at")


def read_certificate(content: Mapping[str, object]) -> Certificate | None:
    """A certificate line's `set` as a value; None when it is not shaped like one. Nothing is checked yet.

    Keys that a newer program adds are signed with the rest and left alone."""
    try:
        statement, signature = str(content["statement"]), str(content["signature"])
        said = json.loads(statement)
        named = {name: said[name] for name in _STATED}
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in named.values()):
        return None
    return Certificate(**named, statement=statement, signature=signature)


def trusted(found: list[Certificate], unit: str, root_public: bytes) -> dict[str, Certificate]:
    """The devices that a chain of certificates from the root reaches, by id. The rest is left out."""
    if unit_id(root_public) != unit:
        return {}
    believed: dict[str, Certificate] = {}
    moved = True
    while moved:
        moved = False
        for certificate in found:
            if certificate.device not in believed and _holds(certificate, unit, root_public, believed):
                believed[certificate.device] = certificate
                moved = True
    return believed


def _holds(certificate: Certificate, unit: str, root_public: bytes, believed: dict[str, Certificate]) -> bool:
    """Also of a certificate of any shape: it may come from anybody."""
    try:
        own_key, signature = bytes.fromhex(certificate.public_key), bytes.fromhex(certificate.signature)
        if certificate.unit != unit or chain.device_id(own_key) != certificate.device:
            return False
        if certificate.by == "root":
            signer = root_public
        elif certificate.by in believed and believed[certificate.by].kind == "station":
            signer = bytes.fromhex(believed[certificate.by].public_key)
        else:
            return False
    except (TypeError, ValueError):
        return False
    return _is_certified(signer, signature, _PREFIX + certificate.statement.encode())


@lru_cache(maxsize=1024)
def _is_certified(signer: bytes, signature: bytes, statement: bytes) -> bool:
    """As `is_signed`, remembered: the same few certificates are asked for at every step of an exchange."""
    return is_signed(signer, signature, statement)
