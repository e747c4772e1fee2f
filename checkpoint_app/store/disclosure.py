"""Showing personal data in clear is an act of its own: a role, a reason, and a journal line that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkpoint_app.i18n import tr
from checkpoint_app.model import ids, text, timing
from checkpoint_app.model.records import Changes, Role
from checkpoint_app.store import errors

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def allow(store: Store, reason: str) -> str:
    """The reason in clean form. Raises NotAllowed (needs a clerk or leader), ReasonNeeded."""
    store.require(tr("showing personal data in clear"), Role.CLERK, Role.LEADER)
    clean = text.clean_text(reason, multiline=True).strip()
    if not clean:
        raise errors.ReasonNeeded(what=tr("showing personal data in clear"))
    return clean


def disclose(store: Store, subject: str, reason: str) -> Changes:
    """Journals that the account sees `subject` (an entry, a shift, "list", "export" …) unmasked; then, and only then, show it.

    Raises NotAllowed, ReasonNeeded.
    """
    reason = allow(store, reason)
    with store.transaction() as transaction:
        body = {"set": {"subject": subject, "at": timing.to_text(transaction.at)}, "reason": reason}
        transaction.append("disclosure", ids.uuid7(), "create", {"open": body}, scope="up")
    return transaction.changes
