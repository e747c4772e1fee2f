"""Schools: sites of that kind with what the register of domain §6.2 keeps. Their contacts are register data and are not purged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import attributes
from checkpoint_app.model import registers as nouns
from checkpoint_app.model.attributes import Find
from checkpoint_app.model.problems import Problem, is_refused, register, warn
from checkpoint_app.model.records import Changes, SiteKind
from checkpoint_app.model.registers import School
from checkpoint_app.store import errors, registers, school_texts, sites

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register({"SCHOOL_BOARDERS": noop("There are more boarders than pupils.")})

KEYS = frozenset(field.name for field in fields(School)) - {"id"}


def check(raw: Mapping[str, Any], find: Find | None = None) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it. Without `find` references stay as they were written."""
    content, problems = sites.check({**raw, "kind": SiteKind.SCHOOL.value})
    if not content:
        return content, problems
    own, unreadable = _own(raw)
    more, found = attributes.check(nouns.SCHOOL, {**raw, **own}, find)
    found += unreadable
    content |= more
    if isinstance(more.get("boarders"), int) and isinstance(more.get("students"), int) and more["boarders"] > more["students"]:
        found.append(warn("SCHOOL_BOARDERS", "boarders"))
    return content, problems + found


def _own(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Own periods, headcount and days in normal form, whether they came as text or as data; "" clears."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, read in (
        ("periods", school_texts.read_periods),
        ("required", school_texts.read_headcount),
        ("days", school_texts.read_days),
    ):
        given = raw.get(key)
        if given is None or given == "":
            continue
        found[key], wrong = read(given)
        problems += [problem.at(key) for problem in wrong]
    return found, problems


def save(store: Store, raw: Mapping[str, Any]) -> tuple[School, list[Problem], Changes]:
    """Adds or changes a school by its name. Raises Refused. Returns the school, warnings, what changed."""
    content, problems = check(raw, registers.finder(store.db))
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "site", content)
    return get(store, record), problems, changes


def get(store: Store, record: str) -> School:
    """Raises Unknown, also for a site of another kind."""
    content = registers.body(store.db, "site", record)
    if content is None or content.get("kind") != SiteKind.SCHOOL:
        raise errors.Unknown(noun=registers.noun_label("school"), name=record)
    return to_school(record, content)


def to_school(record: str, content: Mapping[str, Any]) -> School:
    return School(id=record, **registers.known(content, KEYS))


def every(store: Store, *, inactive: bool = False) -> list[School]:
    """All schools by name."""
    rows = registers.bodies(store.db, "site", kind=SiteKind.SCHOOL.value, all_rows=inactive)
    return [to_school(record, content) for record, content in rows]


def need(store: Store, name: str) -> School:
    """By id or name. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "site", name, duty="school"))
