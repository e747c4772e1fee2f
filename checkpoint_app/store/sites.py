"""Sites: checkpoints, schools, premises, patrol areas, other posts. Register rows as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import text
from checkpoint_app.model.problems import Problem, error, is_refused, register
from checkpoint_app.model.records import Changes, Site, SiteKind
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "SITE_NAME_MISSING": noop("The name of the site is missing."),
        "SITE_NAME_LONG": noop("The name of the site is longer than 100 characters."),
        "SITE_KIND": noop("There is no kind of site “{kind}”."),
    }
)
KEYS = ("name", "kind", "address", "district", "note", "active")
_LONGEST_NAME = 100


def check(raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it. The kind defaults to checkpoint."""
    content: dict[str, Any] = {}
    problems: list[Problem] = []
    name = text.natural_key(text.clean_text(str(raw.get("name") or ""), multiline=False))
    if not name:
        return {}, [error("SITE_NAME_MISSING", "name")]
    if len(name) > _LONGEST_NAME:
        problems.append(error("SITE_NAME_LONG", "name"))
    kind = str(raw.get("kind") or SiteKind.CHECKPOINT)
    if kind not in set(SiteKind):
        problems.append(error("SITE_KIND", "kind", kind=kind))
    content.update(name=name, kind=kind)
    for key in ("address", "district", "note"):
        if raw.get(key) is not None:
            content[key] = text.clean_text(str(raw[key]), multiline=key == "note").strip()
    if raw.get("active") is not None:
        content["active"] = bool(raw["active"])
    return content, problems


def save(store: Store, raw: Mapping[str, Any]) -> tuple[Site, list[Problem], Changes]:
    """Adds or changes a site by kind and name. Raises Refused. Returns the site, warnings, what changed."""
    content, problems = check(raw)
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "site", content)
    return get(store, record), problems, changes


def get(store: Store, record: str) -> Site:
    """Raises Unknown."""
    content = registers.body(store.db, "site", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("site"), name=record)
    return to_site(record, content)


def to_site(record: str, content: Mapping[str, Any]) -> Site:
    return Site(id=record, **{key: content[key] for key in KEYS if key in content})


def every(store: Store, *, kind: str = "", inactive: bool = False) -> list[Site]:
    """All sites by kind and name."""
    rows = registers.bodies(store.db, "site", kind=kind, all_rows=inactive)
    return [to_site(record, content) for record, content in rows]


def need(store: Store, name: str, *, duty: str = "") -> Site:
    """By id or name; the kind that fits the duty wins. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "site", name, duty=duty))
