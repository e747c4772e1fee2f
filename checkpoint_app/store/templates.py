"""Forms in the store. Each version stays for ever: an entry is shown and printed with the one it was written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkpoint_app import lists, paths
from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, template_draft, template_file
from checkpoint_app.model.records import Changes, Role
from checkpoint_app.model.template import Template
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `template`; `record` is the identity."""
    content = merged.set
    added = merged.lines[0].lamport
    source = str(content["source"]).encode()
    row = (record, content["id"], content["version"], source, added)
    store.db.execute("INSERT OR REPLACE INTO template (identity, id, version, source, added) VALUES (?,?,?,?,?)", row)


def shipped() -> list[bytes]:
    """The forms that come with the program."""
    return [file.read_bytes() for file in sorted(paths.resource("templates").glob("*.toml"))]


def add(transaction: Transaction, source: bytes) -> tuple[Template, bool]:
    """Keeps a form; returns it and whether it was new. Raises TemplateFault with every fault of the file."""
    template = template_file.parse(source, lists.choices())
    known = transaction.db.execute("SELECT 1 FROM template WHERE identity=?", (template.identity,)).fetchone()
    if known:
        return template, False
    text = template_file.normal_source(source).decode()
    content = {"id": template.id, "version": template.version, "source": text}
    transaction.append("template", template.identity, "create", {"open": {"set": content}})
    return template, True


def add_own(store: Store, source: bytes) -> tuple[Template, bool, Changes]:
    """Keeps a form that the station made; returns it, whether it was new, and what changed.

    Raises TemplateFault with every fault of the file, FormWithoutPrefix, FormVersionTaken, NotAllowed (the role; a field laptop).
    """
    template = template_file.parse(source, lists.choices())
    if store.row("SELECT 1 FROM template WHERE identity=?", (template.identity,)):
        return template, False, Changes(nouns=frozenset(), records=frozenset())
    store.require(tr("adding forms"), Role.CLERK, Role.LEADER, Role.ADMIN)
    if not template_draft.is_own(template.id):
        own = f"{template_draft.prefix(store.unit.short or store.unit.name)}.{template.id}"
        raise errors.FormWithoutPrefix(form=template.id, own=own)
    newest = store.row("SELECT max(version) FROM template WHERE id=?", (template.id,))
    if newest and newest[0] is not None and template.version <= newest[0]:
        raise errors.FormVersionTaken(form=template.id, version=template.version, next=newest[0] + 1)
    with store.transaction() as transaction:
        add(transaction, source)
    return template, True, transaction.changes


def versions(store: Store) -> dict[str, int]:
    """The newest version of each form by id."""
    return dict(store.rows("SELECT id, max(version) FROM template GROUP BY id"))


def source(store: Store, identity: str) -> str:
    """The file of a form. Raises Unknown."""
    found = store.row("SELECT source FROM template WHERE identity=?", (identity,))
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("template"), name=identity)
    return bytes(found[0]).decode()


def add_shipped(store: Store) -> None:
    """A station keeps the forms of a new program version; a field device gets them from its station."""
    known = {row[0] for row in store.rows("SELECT identity FROM template")}
    missing = [source for source in shipped() if template_file.identity(source) not in known]
    if missing and store.device.kind == "station":
        with store.transaction() as transaction:
            for source in missing:
                add(transaction, source)


def get(store: Store, identity: str) -> Template:
    """The form with this identity. Raises Unknown."""
    if identity not in store.templates:
        found = store.row("SELECT source FROM template WHERE identity=?", (identity,))
        if found is None:
            raise errors.Unknown(noun=registers.noun_label("template"), name=identity)
        store.templates[identity] = template_file.parse(bytes(found[0]), lists.choices(), strict=False)
    return store.templates[identity]


def need(store: Store, name: str) -> Template:
    """The newest version of a form by its id, or any by its identity. Raises Unknown."""
    found = store.row("SELECT identity FROM template WHERE id=? ORDER BY version DESC, added DESC LIMIT 1", (name,))
    return get(store, found[0] if found else name)


def every(store: Store) -> list[Template]:
    """The newest version of each form, by id."""
    rows = store.rows("SELECT id FROM template GROUP BY id ORDER BY id")
    return [need(store, row[0]) for row in rows]


def for_duty(store: Store, duty: str) -> list[Template]:
    """The forms that a shift of this duty offers."""
    return [template for template in every(store) if duty in template.duty or "any" in template.duty]
