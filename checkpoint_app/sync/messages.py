"""What devices say to each other, and its one encoding: JSON, one object a message; in bundles and over HTTP alike.

    hello   {"kind": "hello", "framing": 1, "program": "0.3.0", "unit": id, "device": id, "epoch": hex, "wall": time, "lamport": n,
             "heads": {"device/label/scope": [seq, hash]}, "asks": {"device/label/scope": seq}, "wants": {sha: offset}, "signature": hex}
    lines   {"kind": "lines", "chain": "device/label/scope", "lines": [{"header": text, "signature": hex, "open": [salt hex, text],
             "personal": …, "fleeting": …, "erased": ["personal"]}]}       what a line does not have is left out
    chunk   {"kind": "chunk", "sha": hex, "media": type, "size": bytes, "at": offset, "data": base64}

A hello is signed by its device: Ed25519 over b"checkpoint-app hello 1\\n" ‖ its JSON without `signature`, keys sorted, no white space,
ASCII. Decoding is strict: what is not exactly of this shape is refused by name; a message of another framing says so.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop
from checkpoint_app.model import chain, timing
from checkpoint_app.model.travel import ChainKey, Chunk, LineRange, Parcel, SentLine, Tip

FRAMING: Final = 1
MOST_MESSAGE_BYTES: Final = 64 << 20
"""No message is larger: the lines of one local transaction, and there is room for 50,000 of them."""
_HELLO_PREFIX: Final = b"checkpoint-app hello 1\n"


class MessageDamaged(UserError):
    code = "SYNC_MESSAGE_DAMAGED"
    message = noop("What the other device sent cannot be read: {what}.")
    hint = noop("Sync again, or write the stick again. Nothing was changed.")
    exit_code = EXIT_REFUSED


class NewerFraming(UserError):
    code = "SYNC_NEWER"
    message = noop("The other device speaks a newer form of exchange ({found}, known {known}).")
    hint = noop("Update the program on this machine, then sync again. Nothing was changed.")


class AnotherUnit(UserError):
    code = "SYNC_ANOTHER_UNIT"
    message = noop("This comes from a device of another unit.")
    hint = noop("Take it to the unit it belongs to. Nothing was changed.")
    exit_code = EXIT_REFUSED


class UnknownDevice(UserError):
    code = "SYNC_UNKNOWN_DEVICE"
    message = noop("The device {device} is not enrolled in this unit.")
    hint = noop("Let a station machine enrol it with its device card, then sync again. Nothing was changed.")
    exit_code = EXIT_REFUSED


class DeviceCutOff(UserError):
    code = "SYNC_DEVICE_CUT_OFF"
    message = noop("The device {device} was cut off as lost.")
    hint = noop("If it was found again, tell the station; it has to be enrolled anew.")
    exit_code = EXIT_REFUSED


class NotSignedByDevice(UserError):
    code = "SYNC_NOT_SIGNED"
    message = noop("The greeting of {device} is not signed by that device.")
    hint = noop("Do not use this stick or address; tell the station. Nothing was changed.")
    exit_code = EXIT_REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """Who a device is and what it has. `heads`: chains that the other may have; `asks`: chains wanted from an earlier line on;
    `wants`: attachments wanted, from which byte on. `wall` is what its clock said: a claim."""

    unit: str
    device: str
    epoch: str
    wall: datetime
    lamport: int
    program: str
    heads: Mapping[ChainKey, Tip] = field(default_factory=dict)
    asks: Mapping[ChainKey, int] = field(default_factory=dict)
    wants: Mapping[str, int] = field(default_factory=dict)
    framing: int = FRAMING
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the device signs."""
        content = _hello_json(self)
        del content["signature"]
        return _HELLO_PREFIX + chain.canonical(content)


Message = Hello | LineRange | Chunk


def encode(message: Message) -> bytes:
    """One message as UTF-8 JSON without a line break."""
    if isinstance(message, Hello):
        content = _hello_json(message)
    elif isinstance(message, LineRange):
        content = {"kind": "lines", "chain": message.chain.text, "lines": [_line_json(line) for line in message.lines]}
    else:
        content = {
            "kind": "chunk",
            "sha": message.sha,
            "media": message.media,
            "size": message.size,
            "at": message.at,
            "data": base64.b64encode(message.data).decode(),
        }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes) -> Message:
    """Raises MessageDamaged, NewerFraming."""
    if len(data) > MOST_MESSAGE_BYTES:
        raise MessageDamaged(what="size")
    try:
        content = json.loads(data)
        if not isinstance(content, dict):
            raise ValueError("object")
        return _READERS[content.pop("kind")](content)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, binascii.Error) as error:
        raise MessageDamaged(what=str(error) or type(error).__name__) from error


def decode_hello(data: bytes) -> Hello:
    """Raises MessageDamaged, NewerFraming."""
    found = decode(data)
    if not isinstance(found, Hello):
        raise MessageDamaged(what="hello")
    return found


def decode_parcel(data: bytes) -> Parcel:
    """Raises MessageDamaged, NewerFraming."""
    found = decode(data)
    if isinstance(found, Hello):
        raise MessageDamaged(what="kind")
    return found


def _hello_json(hello: Hello) -> dict[str, Any]:
    return {
        "kind": "hello",
        "framing": hello.framing,
        "program": hello.program,
        "unit": hello.unit,
        "device": hello.device,
        "epoch": hello.epoch,
        "wall": timing.to_text(hello.wall),
        "lamport": hello.lamport,
        "heads": {key.text: [tip.seq, tip.hash] for key, tip in hello.heads.items()},
        "asks": {key.text: seq for key, seq in hello.asks.items()},
        "wants": dict(hello.wants),
        "signature": hello.signature,
    }


def _line_json(line: SentLine) -> dict[str, Any]:
    content: dict[str, Any] = {"header": line.header.decode("ascii")}
    if line.signature is not None:
        content["signature"] = line.signature.hex()
    for part, (salt, body) in line.parts.items():
        content[part] = [salt.hex(), body.decode()]
    if line.erased:
        content["erased"] = list(line.erased)
    return content


def _read_hello(content: dict[str, Any]) -> Hello:
    framing = _number(content.pop("framing"), least=1)
    if framing != FRAMING:
        raise NewerFraming(found=framing, known=FRAMING)
    wall = timing.from_text(_text(content.pop("wall")))
    heads = {ChainKey.parse(name): _tip(tip) for name, tip in _object(content.pop("heads")).items()}
    asks = {ChainKey.parse(name): _number(seq, least=1) for name, seq in _object(content.pop("asks")).items()}
    wants = {_hex(sha, 64): _number(at) for sha, at in _object(content.pop("wants")).items()}
    lamport = _number(content.pop("lamport"))
    fields = {name: _text(content.pop(name)) for name in ("program", "unit", "device", "epoch", "signature")}
    _nothing_left(content)
    _hex(fields["device"], 32), _hex(fields["epoch"], 64), _hex(fields["signature"], 128)
    return Hello(wall=wall, heads=heads, asks=asks, wants=wants, lamport=lamport, framing=framing, **fields)


def _read_lines(content: dict[str, Any]) -> LineRange:
    key = ChainKey.parse(_text(content.pop("chain")))
    lines = tuple(_read_line(dict(_object(line))) for line in _array(content.pop("lines")))
    _nothing_left(content)
    return LineRange(chain=key, lines=lines)


def _read_line(content: dict[str, Any]) -> SentLine:
    header = _text(content.pop("header")).encode("ascii")
    signature = bytes.fromhex(_hex(content.pop("signature"), 128)) if "signature" in content else None
    parts: dict[str, tuple[bytes, bytes]] = {}
    for part in chain.PARTS:
        if part in content:
            salt, body = _array(content.pop(part))
            parts[part] = (bytes.fromhex(_hex(salt, 2 * chain.SALT_BYTES)), _text(body).encode())
    erased = tuple(_array(content.pop("erased", [])))
    _nothing_left(content)
    if not set(erased) <= set(chain.PARTS):
        raise ValueError("erased")
    return SentLine(header=header, signature=signature, parts=parts, erased=erased)


def _read_chunk(content: dict[str, Any]) -> Chunk:
    chunk = Chunk(
        sha=_hex(content.pop("sha"), 64),
        media=_text(content.pop("media")),
        size=_number(content.pop("size")),
        at=_number(content.pop("at")),
        data=base64.b64decode(_text(content.pop("data")), validate=True),
    )
    _nothing_left(content)
    return chunk


_READERS: Final[Mapping[str, Callable[[dict[str, Any]], Message]]] = {
    "hello": _read_hello,
    "lines": _read_lines,
    "chunk": _read_chunk,
}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _number(value: object, *, least: int = 0) -> int:
    if type(value) is not int or not least <= value < 2**63:
        raise ValueError("number expected")
    return value


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("object expected")
    return value


def _array(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("array expected")
    return value


def _hex(value: object, digits: int) -> str:
    text = _text(value)
    if not chain.is_hex(text, digits):
        raise ValueError("hex expected")
    return text


def _tip(value: object) -> Tip:
    seq, digest = _array(value)
    return Tip(_number(seq, least=1), _hex(digest, 64))


def _nothing_left(content: Mapping[str, Any]) -> None:
    if content:
        raise ValueError(f"unknown: {', '.join(sorted(content))[:80]}")
