"""Officers of the unit: register rows as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import text
from checkpoint_app.model.problems import Problem, error, is_refused, register, warn
from checkpoint_app.model.records import Changes, Officer, OfficerKind
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "OFFICER_NUMBER_MISSING": noop("The badge number is missing."),
        "OFFICER_NUMBER_SHAPE": noop(
            "“{number}” is an unusual badge number: six digits for officers, up to three letters and digits for auxiliaries."
        ),
        "OFFICER_KIND": noop("There is no kind of officer “{kind}”."),
    }
)
KEYS = ("number", "name", "kind", "unit", "phone", "active")
_POLICE_NUMBER = re.compile(r"\d{6}")
_OTHER_NUMBER = re.compile(r"[A-Z]{0,3}\d{4,8}")


def check(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it (domain §4: only the number itself can refuse)."""
    content: dict[str, Any] = {}
    problems: list[Problem] = []
    number = text.natural_key(str(raw.get("number") or "")).upper()
    if not number:
        return {}, [error("OFFICER_NUMBER_MISSING", "number")]
    kind = str(raw.get("kind") or OfficerKind.OFFICER)
    if kind not in set(OfficerKind):
        problems.append(error("OFFICER_KIND", "kind", kind=kind))
    shape = _POLICE_NUMBER if kind == OfficerKind.OFFICER else _OTHER_NUMBER
    if not shape.fullmatch(number):
        problems.append(warn("OFFICER_NUMBER_SHAPE", "number", number=number))
    content.update(number=number, kind=kind)
    if raw.get("name"):
        content["name"], found = text.clean_name(str(raw["name"]))
        problems += [problem.at("name") for problem in found]
    for key in ("unit", "phone"):
        if raw.get(key) is not None:
            content[key] = text.clean_text(str(raw[key]), multiline=False).strip()
    if raw.get("active") is not None:
        content["active"] = bool(raw["active"])
    return content, problems


def save(store: Store, raw: Mapping[str, Any]) -> tuple[Officer, list[Problem], Changes]:
    """Adds or changes an officer by the badge number. Raises Refused. Returns the officer, warnings, what changed."""
    content, problems = check(raw)
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "officer", content)
    return get(store, record), problems, changes


def get(store: Store, record: str) -> Officer:
    """Raises Unknown."""
    content = registers.body(store.db, "officer", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("officer"), name=record)
    return to_officer(record, content)


def to_officer(record: str, content: Mapping[str, Any]) -> Officer:
    return Officer(id=record, **{key: content[key] for key in KEYS if key in content})


def every(store: Store, *, inactive: bool = False) -> list[Officer]:
    """All officers by badge number; those who left only with `inactive`."""
    return [to_officer(record, content) for record, content in registers.bodies(store.db, "officer", all_rows=inactive)]


def need(store: Store, name: str) -> Officer:
    """By id, badge number or name. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "officer", name))
