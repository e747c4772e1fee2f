"""Premises whose fire equipment is checked: sites of that kind with more attributes (domain §7.2). Contacts are not purged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import attributes
from checkpoint_app.model import registers as nouns
from checkpoint_app.model.attributes import Find
from checkpoint_app.model.problems import Problem, is_refused
from checkpoint_app.model.records import Changes, SiteKind
from checkpoint_app.model.registers import Premises
from checkpoint_app.store import errors, registers, sites

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

KEYS = frozenset(field.name for field in fields(Premises)) - {"id"}


def check(raw: Mapping[str, Any], find: Find | None = None) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it. Without `find` references stay as they were written."""
    content, problems = sites.check({**raw, "kind": SiteKind.PREMISES.value})
    if not content:
        return content, problems
    more, found = attributes.check(nouns.PREMISES, raw, find)
    if more.get("nature") == "KEY" and "key_unit" not in more:
        more["key_unit"] = True
    elif more.get("key_unit") is True and "nature" not in more:
        more["nature"] = "KEY"
    return content | more, problems + found


def save(store: Store, raw: Mapping[str, Any]) -> tuple[Premises, list[Problem], Changes]:
    """Adds or changes premises by their name. Raises Refused. Returns the premises, warnings, what changed."""
    content, problems = check(raw, registers.finder(store.db))
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "site", content)
    return get(store, record), problems, changes


def get(store: Store, record: str) -> Premises:
    """Raises Unknown, also for a site of another kind."""
    content = registers.body(store.db, "site", record)
    if content is None or content.get("kind") != SiteKind.PREMISES:
        raise errors.Unknown(noun=registers.noun_label("premises"), name=record)
    return to_premises(record, content)


def to_premises(record: str, content: Mapping[str, Any]) -> Premises:
    return Premises(id=record, **registers.known(content, KEYS))


def every(store: Store, *, inactive: bool = False) -> list[Premises]:
    """All premises by name."""
    rows = registers.bodies(store.db, "site", kind=SiteKind.PREMISES.value, all_rows=inactive)
    return [to_premises(record, content) for record, content in rows]


def need(store: Store, name: str) -> Premises:
    """By id or name. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "site", name, duty="fire"))


def nature(content: Mapping[str, Any]) -> str | None:
    """The nature of the unit as a fire check asks for it (a code of `fire_natures`), as far as its attributes tell."""
    if content.get("key_unit"):
        return "KEY"
    if content.get("type") == "VILLAGE":
        return "VILLAGE"
    return "GENERAL" if content.get("type") or "key_unit" in content else None
