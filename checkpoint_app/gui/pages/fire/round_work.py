"""What a round does with the store: its draft kept, its check written, whose a label is. Knows no widget."""

from __future__ import annotations

from typing import Any

from checkpoint_app.gui.pages.fire import faults
from checkpoint_app.gui.pages.fire.from_paper import FORM, FromPaper
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Entry
from checkpoint_app.model.rounds import Round
from checkpoint_app.store import equipment
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

CHECK = "fire-check"


def keep(store: Store, draft: str, body: dict[str, Any], shift: str | None) -> None:
    """What is found so far."""
    from checkpoint_app.store import drafts

    drafts.save(store, draft, FORM, body, shift=shift)


def values(premises: str, round_: Round) -> dict[str, Any]:
    """The check as its form has it."""
    found: dict[str, Any] = {"premises": premises, "equipment": round_.rows()}
    if hazards := round_.hazards(faults.hazard_kind):
        found["hazards"] = hazards
    if round_.unknown:
        found["note"] = tr("Not in the register: {labels}", labels=" ".join(round_.unknown))
    return found


def write(store: Store, check: dict[str, Any], *, shift: str, draft: str, paper: FromPaper | None) -> Saved[Entry]:
    """The check; one that was walked on paper with its own time, officers and number. Its draft is gone then."""
    from checkpoint_app.store import entries

    if paper is None:
        return entries.record(store, CHECK, check, shift=shift, draft=draft)
    return entries.record(
        store,
        CHECK,
        check,
        shift=shift,
        draft=draft,
        at=paper.at,
        checked_by=paper.officers,
        source="PAPER",
        page=paper.number or None,
        reason=paper.reason,
    )


def whose(store: Store, code: str) -> str:
    """Where the piece of a scanned code belongs, in words."""
    piece = equipment.by_code(store, code)
    if piece is None:
        return tr("No piece on file has this code.")
    place = store.context().registers.name("site", piece.premises)
    return tr("{label} belongs to {premises}.", label=piece.label, premises=place)
