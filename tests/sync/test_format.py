"""FORMAT.md is enough: a reader made from it alone reads the golden bundle, and what it says of the program is so."""

from __future__ import annotations

import base64
import hashlib
import importlib
import io
import json
import pkgutil
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import checkpoint_app.sync
from checkpoint_app import errors
from checkpoint_app.sync import bundle_reader, ckb, enrolment, messages

ROOT = Path(__file__).resolve().parents[2]
FORMAT = (ROOT / "checkpoint_app" / "sync" / "FORMAT.md").read_text(encoding="utf-8")
GOLDEN = ROOT / "tests" / "data" / "golden" / "bundle-1"


# The reader. It imports nothing of the program; each paragraph is one of the document's.


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def signed(public: bytes, signature: str, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signature), message)


def unit_id(root: bytes) -> str:
    first = bytearray(sha(b"checkpoint-app unit 1", root)[:16])
    first[6], first[8] = first[6] & 0x0F | 0x80, first[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(first)))


def lines_of(data: bytes, age: str) -> list[bytes]:
    assert data.startswith(b"age-encryption.org/")
    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(age)])
    unpacker = zstandard.ZstdDecompressor(max_window_size=8 << 20)
    text = unpacker.stream_reader(io.BytesIO(plain), read_across_frames=True).read()
    assert text.endswith(b"\n")
    return [line + b"\n" for line in text.split(b"\n")[:-1]]


def believed(certificates: list[dict[str, str]], unit: str, root: bytes) -> dict[str, dict[str, str]]:
    """§7: device → what its certificate says, for those that hold."""
    found: dict[str, dict[str, str]] = {}
    assert unit_id(root) == unit
    for _ in certificates:
        for one in certificates:
            said = json.loads(one["statement"])
            by, public = said["by"], bytes.fromhex(said["public_key"])
            signer = root if by == "root" else bytes.fromhex(found[by]["public_key"]) if by in found else None
            if signer is None or said["unit"] != unit or sha(public).hex()[:32] != said["device"]:
                continue
            if by != "root" and found[by]["kind"] != "station":
                continue
            signed(signer, one["signature"], b"checkpoint-app certificate 1\n" + one["statement"].encode())
            found[said["device"]] = said
    return found


def read(data: bytes, age: str) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, bytes]]:
    """§9: manifest, journal lines (header and bodies), files."""
    first, *middle, last = lines_of(data, age)
    manifest = json.loads(first)
    assert (manifest["checkpoint-app"], manifest["format"]) == ("bundle", 1)
    hello = manifest["hello"]
    assert (hello["device"], hello["unit"]) == (manifest["sender"], manifest["unit"])
    devices = believed(manifest["certificates"], manifest["unit"], bytes.fromhex(manifest["root"]))
    sender = bytes.fromhex(devices[manifest["sender"]]["public_key"])
    unsigned = {key: value for key, value in hello.items() if key != "signature"}
    signed(sender, hello["signature"], b"checkpoint-app hello 1\n" + canonical(unsigned))
    assert (len(middle), sum(map(len, middle))) == (manifest["frames"], manifest["bytes"])
    assert last.startswith(b'{"trailer":')
    message = b"checkpoint-app bundle 1\n" + sha(first) + sha(*middle)
    signed(sender, json.loads(last)["trailer"]["signature"], message)
    lines, files = [], {}
    for one in map(json.loads, middle):
        if one["kind"] == "lines":
            lines += list(checked(one["lines"], devices))
        else:
            assert one["kind"] == "chunk"
            files[one["sha"]] = files.get(one["sha"], b"") + base64.b64decode(one["data"])
            assert len(files[one["sha"]]) <= one["size"]
    assert all(sha(content).hex() == name for name, content in files.items())
    return manifest, lines, files


def checked(lines: list[dict[str, Any]], devices: dict[str, dict[str, str]]) -> Iterator[dict[str, Any]]:
    """§5: order, parts, signatures of one message."""
    before: dict[str, Any] | None = None
    digest = b""
    for line in lines:
        data = line["header"].encode("ascii")
        header = json.loads(data)
        assert canonical(header) == data
        if before is not None:
            assert header["prev"] == digest.hex()
            assert header["seq"] == before["seq"] + 1
        digest, before = sha(data), header
        bodies: dict[str, Any] = {}
        for part in ("open", "personal", "fleeting"):
            if part in line:
                salt, text = line[part]
                assert sha(bytes.fromhex(salt), text.encode()).hex() == header[part]
                bodies[part] = json.loads(text)
            else:
                assert header[part] == "" or part in line.get("erased", [])
        if "signature" in line and header["device"] in devices:
            public = bytes.fromhex(devices[header["device"]]["public_key"])
            signed(public, line["signature"], b"checkpoint-app line 1\n" + digest)
        yield {"header": header, **bodies}
    assert "signature" in lines[-1]


def words(*parts: bytes) -> str:
    listed = tomllib.loads((ROOT / "resources" / "rules" / "words.toml").read_text(encoding="utf-8"))["words"]
    return " ".join(listed[byte][0] for byte in sha(b"checkpoint-app fingerprint 1\n", *parts)[:8])


# The tests


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((GOLDEN / "reader.json").read_text(encoding="utf-8"))
    return found


def test_the_golden_bundle_is_read_from_the_document_alone(known: dict[str, Any]) -> None:
    manifest, lines, files = read((GOLDEN / "bundle.ckb").read_bytes(), known["age"])
    own = [line for line in lines if line["header"]["device"] == manifest["sender"]]
    found = [line for line in own if line["header"]["noun"] == "entry"]
    plates = [{**line["open"]["values"], **line.get("fleeting", {}).get("values", {})}["plate"] for line in found]
    assert plates == known["plates"]
    assert any("personal" in line for line in found)
    assert len(lines) == manifest["lines"]
    assert list(files) == [known["photo"]]
    assert words(bytes.fromhex(manifest["root"])) == " ".join(known["unit_fingerprint"].split())


def test_the_golden_card_is_read_from_the_document_alone(known: dict[str, Any]) -> None:
    data = (GOLDEN / "card").read_bytes()
    card = json.loads(data)
    said = json.loads(card["statement"])
    public = bytes.fromhex(said["public_key"])
    signed(public, card["signature"], b"checkpoint-app card 1\n" + card["statement"].encode())
    assert (said["checkpoint-app"], said["format"], said["device"]) == ("card", 1, sha(public).hex()[:32])
    assert canonical(said) == card["statement"].encode()
    assert len(data) <= 4096
    assert words(public, said["age"].encode()) == " ".join(known["fingerprint"].split())


def test_the_program_still_reads_the_golden_files(known: dict[str, Any]) -> None:
    with bundle_reader.opened(GOLDEN / "bundle.ckb", known["age"]) as found:
        found.known = _trust(found.manifest)
        bundle_reader.check_whole(found)
        parcels = list(found.parcels())
    assert len(parcels) == found.manifest.frames
    assert " ".join(enrolment.read_card((GOLDEN / "card").read_bytes(), "card").words().split()) == " ".join(
        known["fingerprint"].split()
    )


def _trust(manifest: bundle_reader.Manifest) -> Any:
    from checkpoint_app.store import trust

    return trust.of(manifest.certificates, manifest.unit, manifest.root)


def test_a_changed_byte_is_seen_by_this_reader_too(known: dict[str, Any]) -> None:
    age = known["age"]
    first, second, *rest = lines_of((GOLDEN / "bundle.ckb").read_bytes(), age)
    data = zstandard.ZstdCompressor().compress(b"".join([first, second.replace(b"1", b"2", 1), *rest]))
    recipient = pyrage.x25519.Identity.from_str(age).to_public()
    with pytest.raises((InvalidSignature, AssertionError)):
        read(pyrage.encrypt(data, [recipient]), age)


def rows(heading: str) -> dict[str, str]:
    """The table that begins with this heading row, first column → second."""
    start = FORMAT.index(f"| {heading} |")
    found = {}
    for line in FORMAT[start:].split("\n\n")[0].splitlines()[2:]:
        name, value = [cell.strip() for cell in line.strip("|").split("|")[:2]]
        found[name] = value
    return found


def named(table: dict[str, str]) -> set[str]:
    return {name for cell in table for name in re.findall(r"`([^`]+)`", cell)}


def test_the_limits_are_those_of_the_program() -> None:
    assert {name: int(value) for name, value in rows("limit | bytes").items()} == {
        "file": ckb.LARGEST_FILE,
        "manifest line": ckb.LONGEST_MANIFEST,
        "message line": ckb.LONGEST_LINE,
        "trailer line": ckb.LONGEST_TRAILER,
        "all messages of one bundle": ckb.LARGEST_UNPACKED,
        "zstd window": ckb.LARGEST_WINDOW,
    }
    assert ckb.LONGEST_LINE == messages.MOST_MESSAGE_BYTES + 1


def test_the_keys_are_those_that_are_written(known: dict[str, Any]) -> None:
    first, second, *_ = lines_of((GOLDEN / "bundle.ckb").read_bytes(), known["age"])
    manifest = json.loads(first)
    tables = [part.split("\n\n")[0] for part in FORMAT.split("| key | value |")[1:]]
    manifest_keys, hello_keys = (set(re.findall(r"^\| ((?:`[^`]+`(?:, )?)+)", table, re.MULTILINE)) for table in tables[:2])
    assert {name for cell in manifest_keys for name in re.findall(r"`([^`]+)`", cell)} == {*manifest, "holds"}
    assert {name for cell in hello_keys for name in re.findall(r"`([^`]+)`", cell)} == set(manifest["hello"])
    assert named(rows("header key | value")) == set(json.loads(json.loads(second)["lines"][0]["header"]))


def test_the_errors_exist() -> None:
    for module in pkgutil.iter_modules(checkpoint_app.sync.__path__, "checkpoint_app.sync."):
        importlib.import_module(module.name)
    codes = {kind.code for kind in errors.all_user_errors()}
    assert named(rows("error | when")) <= codes
    assert {code for code in codes if code.startswith("BUNDLE_")} <= named(rows("error | when"))


def test_its_prefixes_are_those_of_the_program() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "checkpoint_app").rglob("*.py"))
    prefixes = set(re.findall(r"`(checkpoint-app [a-z]+ 1(?:\\n)?)`", FORMAT))
    assert len(prefixes) >= 8
    for prefix in prefixes:
        assert f'b"{prefix}"' in sources or f'b"{prefix}\\\\n"' in sources, prefix
