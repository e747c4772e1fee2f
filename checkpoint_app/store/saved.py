"""What a write answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import NO_CHANGES, Changes

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved(Generic[T]):
    """The record as saved, the warnings that were no obstacle, what the write touched, and its place in this device's journal."""

    value: T
    problems: tuple[Problem, ...] = ()
    changes: Changes = NO_CHANGES
    seq: int = 0
