"""JSON Lines, read one by one: a line is handed on as soon as it is there, so that a program can wait for each answer.

What is wrong with a line belongs to that line; reading goes on. Must not know what the objects mean.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, error, register

register(
    {
        "JSON_BROKEN": noop("The line is not JSON: {what}."),
        "JSON_OBJECT": noop("The line is JSON, but not an object in braces."),
        "JSON_ENCODING": noop("The line is not UTF-8 text."),
        "JSON_LINE_LONG": noop("The line is longer than {limit} bytes."),
        "JSON_KEY": noop("There is no key “{key}” here; there are: {known}."),
        "JSON_TYPE": noop("“{key}” has to be {wanted}."),
    }
)
LIMIT_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input: its number from 1, and its object or what is wrong with it."""

    number: int
    content: dict[str, Any]
    problem: Problem | None = None


@contextmanager
def source(file: Path | None) -> Iterator[IO[bytes]]:
    """The bytes of a file, or of stdin for `-` and for none."""
    if file is not None and str(file) != "-":
        with file.open("rb") as stream:
            yield stream
    else:
        yield sys.stdin.buffer


def objects(stream: IO[bytes]) -> Iterator[Line]:
    """Every line that is not blank; blank ones count."""
    number = 0
    while data := stream.readline(LIMIT_BYTES + 1):
        number += 1
        if len(data) > LIMIT_BYTES:
            _skip_rest(stream, data)
            yield Line(number, {}, error("JSON_LINE_LONG", limit=LIMIT_BYTES))
            continue
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data.strip():
            yield _parsed(number, data)


def _skip_rest(stream: IO[bytes], data: bytes) -> None:
    while data and not data.endswith(b"\n"):
        data = stream.readline(LIMIT_BYTES)


def _parsed(number: int, data: bytes) -> Line:
    try:
        content = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        return Line(number, {}, error("JSON_ENCODING"))
    except RecursionError:
        return Line(number, {}, error("JSON_BROKEN", what="nesting"))
    except json.JSONDecodeError as broken:
        return Line(number, {}, error("JSON_BROKEN", what=f"{broken.msg} ({broken.colno})"))
    except ValueError as broken:
        return Line(number, {}, error("JSON_BROKEN", what=str(broken)))
    if not isinstance(content, dict):
        return Line(number, {}, error("JSON_OBJECT"))
    return Line(number, content)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice would silently lose its first value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
