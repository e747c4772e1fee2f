"""A fingerprint as eight words that two people compare: one reads them out, the other looks at them. Same in both languages, word by word.

Eight of 256 words are 64 bits; finding other keys with the same words takes 2⁶⁴ tries, and the true owner reads the words out.
"""

from __future__ import annotations

import hashlib

from checkpoint_app import i18n, rules

WORDS = 8
_PREFIX = b"checkpoint-app fingerprint 1\n"


def of_device(public_key: bytes, recipient: str) -> tuple[int, ...]:
    """The numbers (0–255) of the words for a device's two public keys."""
    return tuple(hashlib.sha256(_PREFIX + public_key + recipient.encode("ascii")).digest()[:WORDS])


def of_unit(root: bytes) -> tuple[int, ...]:
    """The same for a unit's root key."""
    return tuple(hashlib.sha256(_PREFIX + root).digest()[:WORDS])


def words(numbers: tuple[int, ...]) -> str:
    """The words in the language of the moment, in two groups of four."""
    column = 1 if i18n.language() == "en" else 0
    found = [str(rules.table("words")["words"][number][column]) for number in numbers]
    return "　".join(" ".join(found[at : at + 4]) for at in range(0, len(found), 4))
