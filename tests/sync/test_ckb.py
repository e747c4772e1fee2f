"""The file itself, whatever its messages say: what goes in comes out, in any portions."""

from __future__ import annotations

import hashlib
import io
import json
import threading

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.sync import ckb, errors

KEY = pyrage.x25519.Identity.generate()
TEXT = st.text(st.characters(codec="utf-8"), max_size=300)
MESSAGES = st.lists(st.dictionaries(TEXT, TEXT, max_size=3).filter(lambda one: next(iter(one), "") != "trailer"), max_size=8)


def packed(messages: list[bytes]) -> tuple[bytes, int]:
    """A file without a true signature, and how many bytes its messages are."""
    spool = ckb.Spool()
    for message in messages:
        spool.add(message)
    blocks, _ = spool.finish()
    manifest = ckb.to_line({"checkpoint-app": "bundle", "format": 1})
    out = io.BytesIO()
    parts = [ckb.packed_alone(manifest), *blocks, ckb.packed_alone(ckb.trailer_line(bytes(64)))]
    ckb.encrypt(iter(parts), out, [str(KEY.to_public())])
    return out.getvalue(), spool.bytes


@given(MESSAGES)
def test_what_goes_in_comes_out(found: list[dict[str, str]]) -> None:
    messages = [json.dumps(one, ensure_ascii=False).encode() for one in found]
    data, size = packed(messages)
    lines = ckb.Lines(io.BytesIO(data), str(KEY), "file")
    manifest = lines.manifest()
    *body, trailer = lines.each(size)
    lines.close()
    assert manifest["checkpoint-app"] == "bundle"
    assert body == [message + b"\n" for message in messages]
    assert trailer == ckb.trailer_line(bytes(64))
    assert (lines.frames, lines.bytes) == (len(messages), size)
    digests = [hashlib.sha256(part).digest() for part in (ckb.to_line(manifest), b"".join(body))]
    assert lines.signed() == ckb.signed_bytes(*digests)


def test_large_messages_pass_in_portions_and_no_thread_is_left() -> None:
    messages = [bytes([65 + number]) * 3_000_000 for number in range(4)]
    data, size = packed([b'"' + message + b'"' for message in messages])
    before = threading.active_count()
    lines = ckb.Lines(io.BytesIO(data), str(KEY), "file")
    lines.manifest()
    first = next(lines.each(size))
    assert len(first) == 3_000_003
    lines.close()
    assert threading.active_count() == before


def test_a_message_that_is_too_long_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ckb, "LONGEST_LINE", 1000)
    with pytest.raises(ValueError, match="too long"):
        ckb.Spool().add(b"x" * 1000)
    ckb.Spool().add(b"x" * 999)


def test_trouble_of_the_medium_is_not_taken_for_damage() -> None:
    data, _ = packed([b"{}"] * 10)

    class Pulled(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100:
                raise OSError(5, "Input/output error")
            return super().read(min(size or 0, 64))

    with pytest.raises(OSError, match="Input/output"):
        ckb.Lines(Pulled(data), str(KEY), "file").manifest()
    with pytest.raises(errors.BundleDamaged):
        ckb.Lines(io.BytesIO(data[:100]), str(KEY), "file").manifest()
