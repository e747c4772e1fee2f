"""Is a range of lines what its device wrote? Framing, order, payloads, signatures; all of it before anything is written. Reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain
from checkpoint_app.model.problems import MESSAGES, register
from checkpoint_app.model.travel import ChainKey, LineRange, SentLine

register(
    {
        "LINES_EMPTY": noop("The range is empty."),
        "LINES_FRAMING": noop("Line {seq} is of a kind that this program does not know; update the program."),
        "LINES_HEADER": noop("The header of line {seq} is damaged: {what}."),
        "LINES_ORDER": noop("Line {seq} does not follow the line before it."),
        "LINES_PART": noop("The {part} part of line {seq} is damaged or missing."),
        "LINES_UNSIGNED": noop("The range does not end on a signed line."),
        "LINES_SIGNATURE": noop("The signature of line {seq} is wrong."),
        "LINES_LOCAL": noop("The chain belongs to one machine only and does not travel."),
        "LINES_COUNTER": noop("The counter of line {seq} is not believable."),
        "LINES_STRANGER": noop("The device has no certificate that holds; it must be enrolled first."),
        "LINES_NOT_FOR_US": noop("The chain is not for this device."),
        "LINES_CUT_OFF": noop("The device was cut off; its lines from {seq} on are not taken."),
        "LINES_GAP": noop("The lines before line {seq} are not here yet."),
    }
)
_GREATEST_LAMPORT: Final = 2**53
"""More than any store will ever count; a greater one would leave no room for ours."""
_SIGNATURES_AT_A_TIME: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why lines of a chain were not taken. Nothing else stops for it, and they are offered again next time."""

    chain: ChainKey
    code: str
    seq: int = 0
    details: tuple[tuple[str, object], ...] = ()

    def text(self) -> str:
        return tr(MESSAGES[self.code], **{"seq": self.seq, **dict(self.details)})


class RefusedLinesError(Exception):
    """Raised where lines are looked at; whoever takes in a whole exchange collects the `refusal`."""

    def __init__(self, key: ChainKey, code: str, seq: int = 0, **details: object) -> None:
        self.refusal = Refusal(chain=key, code=code, seq=seq, details=tuple(details.items()))
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A line whose header was read and whose parts were compared; `digest` is its hash."""

    header: chain.Header
    digest: bytes
    line: SentLine


def read(parcel: LineRange) -> list[Inspected]:
    """Headers, order and parts. Raises RefusedLinesError. The signatures are still to be checked."""
    if not parcel.lines:
        raise RefusedLinesError(parcel.chain, "LINES_EMPTY")
    found: list[Inspected] = []
    before: Inspected | None = None
    for line in parcel.lines:
        before = _read_line(parcel.chain, line, before)
        found.append(before)
    if parcel.lines[-1].signature is None:
        raise RefusedLinesError(parcel.chain, "LINES_UNSIGNED")
    return found


def _read_line(key: ChainKey, line: SentLine, before: Inspected | None) -> Inspected:
    try:
        header = chain.decode(line.header)
    except chain.BadHeader as error:
        seq = before.header.seq + 1 if before else 0
        code = "LINES_FRAMING" if str(error) == "unknown framing" else "LINES_HEADER"
        raise RefusedLinesError(key, code, seq, what=str(error)) from error
    if header.scope == "local":
        raise RefusedLinesError(key, "LINES_LOCAL", header.seq)
    if (header.device, header.scope) != (key.device, key.scope):
        raise RefusedLinesError(key, "LINES_HEADER", header.seq, what="key")
    if header.lamport > _GREATEST_LAMPORT or (before is not None and header.lamport <= before.header.lamport):
        raise RefusedLinesError(key, "LINES_COUNTER", header.seq)
    if before is None:
        follows = (header.seq == 1) == (header.prev == "")
    else:
        expected = (before.header.epoch, before.header.seq + 1, before.digest.hex())
        follows = (header.epoch, header.seq, header.prev) == expected
    if not follows:
        raise RefusedLinesError(key, "LINES_ORDER", header.seq)
    for part in chain.PARTS:
        promised, sealed = getattr(header, part), line.parts.get(part)
        absent = sealed is None and (promised == "" or part in line.erased)
        if not absent and (sealed is None or chain.part_hash(*sealed) != promised):
            raise RefusedLinesError(key, "LINES_PART", header.seq, part=part)
    return Inspected(header=header, digest=chain.line_hash(line.header), line=line)


def check_signatures(key: ChainKey, lines: list[Inspected], public: bytes, between: Callable[[], None] = lambda: None) -> None:
    """Every signature in the range, because each is kept and passed on. Raises RefusedLinesError. `between` is called now and then:
    a thousand of them take longer than a save may wait."""
    verifier = Ed25519PublicKey.from_public_bytes(public)
    for at, one in enumerate(lines, 1):
        if at % _SIGNATURES_AT_A_TIME == 0:
            between()
        if one.line.signature is None:
            continue
        try:
            verifier.verify(one.line.signature, chain.signed_bytes(one.digest))
        except InvalidSignature as error:
            raise RefusedLinesError(key, "LINES_SIGNATURE", one.header.seq) from error
