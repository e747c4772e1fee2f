"""The file `*.ckb`: age, in it zstd, in it lines of JSON. Bytes only; what the lines mean is `bundle` and `messages`.

`FORMAT.md` beside this module is the specification. Reading streams: memory stays the same however large the file is or unpacks to.
Decryption pushes, reading pulls, so it runs in a thread of its own that knows nothing but the file; it holds a few blocks at most.
"""

from __future__ import annotations

import hashlib
import io
import json
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from typing import IO, Any

import pyrage
import zstandard

from checkpoint_app.i18n import tr
from checkpoint_app.sync import errors

FORMAT = 1
SUFFIX = ".ckb"
MARK = "bundle"
TRAILER = b'{"trailer":'
"""How the last line begins; no message begins so."""
STATION = "station"
"""The addressee of what field devices write: every station device can open it."""
SIGNED_PREFIX = b"checkpoint-app bundle 1\n"
LARGEST_FILE = 1 << 30
"""A bundle is smaller than this, so that it fits on any FAT stick and any mail gateway of the office."""
LARGEST_UNPACKED = 4 << 30
LONGEST_LINE = (64 << 20) + 1
LONGEST_MANIFEST = 8 << 20
LONGEST_TRAILER = 1024
LARGEST_WINDOW = 8 << 20
_AGE = b"age-encryption.org/"
_LEVEL = 6
_BLOCK = 256 << 10
_WAITING = 8
_POLL_S = 0.2


class _Given(Exception):
    """The reader has gone; the thread that decrypts ends."""


class Spool:
    """The frames of one volume, packed as they come: so the manifest can say exactly what follows it."""

    def __init__(self) -> None:
        self.frames = 0
        self.bytes = 0
        self._packer = _packer()
        self._kept: list[bytes] = []
        self._digest = hashlib.sha256()

    def add(self, message: bytes) -> None:
        """One message as `messages.encode` makes it. Raises ValueError for one that no reader would take."""
        line = message + b"\n"
        if len(line) > LONGEST_LINE:
            raise ValueError("frame too long")
        self.frames += 1
        self.bytes += len(line)
        self._keep(self._packer.compress(line))
        self._digest.update(line)

    def _keep(self, packed: bytes) -> None:
        if packed:
            self._kept.append(packed)

    def finish(self) -> tuple[list[bytes], bytes]:
        """The packed blocks, and the SHA-256 of the lines."""
        self._keep(self._packer.flush())
        return self._kept, self._digest.digest()


def to_line(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _packer() -> Any:
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()


def signed_bytes(manifest: bytes, body: bytes) -> bytes:
    """What the sender signs: both are SHA-256, of the manifest's line and of all lines between it and the trailer."""
    return SIGNED_PREFIX + manifest + body


def encrypt(packed: Iterator[bytes], out: Any, recipients: Sequence[str]) -> None:
    """Writes the age file. Errors of `out` come through as they are.

    WORKAROUND: the library passes over what `out` raises in its last block (a stick that becomes full just there), and makes a sentence of
    what it raises before (https://github.com/woodruffw/pyrage). So the trouble is kept and asked for.
    """
    source = _Source(packed)
    sink = _Sink(out)
    try:
        pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(name) for name in recipients])
    except pyrage.EncryptError:
        if sink.trouble is None:
            raise
    if sink.trouble is not None:
        raise sink.trouble


class _Source(io.RawIOBase):
    """Blocks as a stream; gives what there is, never more than asked for."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._left = block
        size = len(self._left) if size < 0 else size
        given, self._left = self._left[:size], self._left[size:]
        return given


class _Sink:
    """A stream whose trouble is kept: the library would make a sentence of it."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self.trouble: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return int(self._out.write(data))
        except BaseException as error:
            self.trouble = error
            raise

    def flush(self) -> None:
        try:
            self._out.flush()
        except BaseException as error:
            self.trouble = error
            raise


class _Watched:
    """The file as the library reads it; trouble of the medium is kept apart from trouble with what stands there."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.trouble: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            self.trouble = error
            raise


def decrypted(stream: IO[bytes], identity: str, shown: str) -> Generator[bytes, None, None]:
    """The zstd bytes inside, block by block. Raises NotABundle, BundleDamaged, BundleForOthers, OSError of the medium."""
    head = stream.read(len(_AGE))
    if head != _AGE:
        empty = not head.strip(b"\0")
        what = tr("it is empty, the stick was pulled out too early") if empty else tr("it does not begin like one")
        raise (errors.BundleDamaged if empty else errors.NotABundle)(file=shown, what=what)
    stream.seek(-len(head), io.SEEK_CUR)
    yield from _pulled(stream, identity, shown)


def _pulled(stream: IO[bytes], identity: str, shown: str) -> Iterator[bytes]:
    blocks: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
    gone = threading.Event()
    watched = _Watched(stream)

    def put(item: bytes | BaseException | None) -> None:
        while not gone.is_set():
            try:
                blocks.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return
        raise _Given

    class Collected:
        """The library writes 8 KB at a time."""

        held = bytearray()

        def write(self, data: bytes) -> int:
            self.held += data
            if len(self.held) >= _BLOCK:
                put(bytes(self.held))
                self.held.clear()
            return len(data)

        def flush(self) -> None:
            if self.held:
                put(bytes(self.held))
                self.held.clear()

    def work() -> None:
        try:
            sink = Collected()
            pyrage.decrypt_io(watched, sink, [pyrage.x25519.Identity.from_str(identity)])
            sink.flush()
            put(None)
        except _Given:
            return
        except (OSError, pyrage.DecryptError) as error:
            try:
                put(watched.trouble or _of_age(error, shown))
            except _Given:
                return

    worker = threading.Thread(target=work, name="ckb", daemon=True)
    worker.start()
    try:
        while True:
            item = blocks.get()
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        gone.set()
        worker.join()


def _of_age(error: Exception, shown: str) -> Exception:
    if "No matching keys" in str(error):
        return errors.BundleForOthers(file=shown)
    return errors.BundleDamaged(file=shown, what=tr("a part is missing or was changed"))


class Lines:
    """The lines of a bundle: the manifest's first, then the frames'. The sums are kept for `finish`; nothing may be used before it."""

    def __init__(self, stream: IO[bytes], identity: str, shown: str) -> None:
        self.shown = shown
        self.manifest_sha = b""
        self.frames = 0
        self.bytes = 0
        self._body = hashlib.sha256()
        self._blocks = decrypted(stream, identity, shown)
        unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
        source: Any = _Source(self._blocks)
        unpacked: Any = unpacker.stream_reader(source, read_across_frames=True)
        self._reader = io.BufferedReader(unpacked, _BLOCK)

    def close(self) -> None:
        self._blocks.close()

    def manifest(self) -> dict[str, Any]:
        """The first line. Raises NotABundle, BundleNewer, BundleDamaged."""
        line = self._line(LONGEST_MANIFEST)
        if not line:
            raise errors.BundleDamaged(file=self.shown, what=tr("it ends too early"))
        self.manifest_sha = hashlib.sha256(line).digest()
        found = read_object(line, self.shown)
        if found.get("checkpoint-app") != MARK:
            raise errors.NotABundle(file=self.shown, what=tr("it does not begin like one"))
        if found.get("format") != FORMAT:
            raise errors.BundleNewer(file=self.shown, what=tr("format {format}", format=str(found.get("format"))[:12]))
        return found

    def each(self, declared: int) -> Iterator[bytes]:
        """The messages as bytes, the trailer last; `declared` is what the manifest says they take. Raises BundleDamaged, BundleTooLarge."""
        declared = min(declared, LARGEST_UNPACKED)
        while True:
            line = self._line(min(LONGEST_LINE, declared - self.bytes + LONGEST_TRAILER))
            if not line:
                raise errors.BundleDamaged(file=self.shown, what=tr("it ends too early"))
            if line.startswith(TRAILER):
                yield line
                break
            self.frames += 1
            self.bytes += len(line)
            self._body.update(line)
            if self.bytes > declared:
                raise errors.BundleTooLarge(file=self.shown)
            yield line
        if self._line(1):
            raise errors.BundleDamaged(file=self.shown, what=tr("something was appended to it"))

    def signed(self) -> bytes:
        """What the sender must have signed, as far as it was read."""
        return signed_bytes(self.manifest_sha, self._body.digest())

    def _line(self, longest: int) -> bytes:
        """One line with its end. Raises BundleTooLarge for one that is longer, BundleDamaged for one cut off."""
        try:
            line = self._reader.readline(longest + 1)
        except zstandard.ZstdError as error:
            raise errors.BundleDamaged(file=self.shown, what=tr("it cannot be unpacked")) from error
        if len(line) > longest:
            raise errors.BundleTooLarge(file=self.shown)
        if line and not line.endswith(b"\n"):
            raise errors.BundleDamaged(file=self.shown, what=tr("it ends too early"))
        return line


def read_object(line: bytes, shown: str) -> dict[str, Any]:
    """A line as an object. Raises BundleDamaged."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise errors.BundleDamaged(file=shown, what=tr("a line is not readable")) from error
    if not isinstance(found, dict):
        raise errors.BundleDamaged(file=shown, what=tr("a line is not readable"))
    return found


def trailer_line(signature: bytes) -> bytes:
    """The last line."""
    return to_line({"trailer": {"signature": signature.hex()}})


def packed_alone(line: bytes) -> bytes:
    """One line as a zstd frame of its own."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(line)
