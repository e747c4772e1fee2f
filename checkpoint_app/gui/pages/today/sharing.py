"""One duty on two laptops: the second one types the short code that the first one shows, or picks a shift that has arrived here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, parts
from checkpoint_app.gui.centred import line
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import NO_CHANGES, Changes, Shift
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

SHOWN = 6
"""Of the shifts that have arrived: more at once are told apart by the code alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The code in its own form; the shift, when it is here and the account in its crew now."""

    code: str
    saved: Saved[Shift] | None
    changes: Changes


def ask_code(
    owner: QWidget,
    window: Window,
    others: Sequence[Shift],
    sites: Mapping[str, str],
    joined: Callable[[Saved[Shift]], object],
    elsewhere: Callable[[str], object],
) -> None:
    """`joined(Saved)` when the account is in the crew of a shift that is here; `elsewhere(code)` for one that has not arrived."""
    code, box_line = line("share_code", tr("Short code of the other laptop's shift"))
    code.setPlaceholderText("K7M")
    wrong = parts.label(kind="bad", wrap=True, name="share_error")
    wrong.hide()
    zone = window.session.unit.tz()
    offers = []
    for shift in others[:SHOWN]:
        words = f"{shift.code}  {sites.get(shift.site, '')}  {shift.window(zone)}"
        offers.append(parts.button(words, partial(code.setText, shift.code), kind="choice", name=f"share:{shift.code}"))
    arrived = parts.column(*([parts.label(tr("Arrived here already:"), "soft")] if offers else []), *offers, gap=4)
    detail = tr("It stands at the top of the window there. Both laptops record by themselves; at the station they are one log.")
    box = dialogs.Box(owner, tr("One duty with another laptop"), box_line, arrived, wrong, detail=detail, name="share")

    def find(store: Store, _progress: Progress) -> Answer:
        from checkpoint_app.store import twins

        given = twins.clean_code(code.text())
        here = twins.known(store, given)
        saved = twins.join_crew(store, here, ()) if here is not None else None
        return Answer(code=given, saved=saved, changes=saved.changes if saved else NO_CHANGES)

    def found(answer: Answer) -> None:
        box.accept()
        if answer.saved is None:
            elsewhere(answer.code)
        else:
            joined(answer.saved)

    def refused(error: UserError) -> None:
        wrong.setText(f"{error.text()} {error.advice()}")
        wrong.show()
        code.selectAll()
        code.setFocus()

    def go() -> None:
        Operation(box, find, runner=window.runner).on_success(found).on_error(refused).start()

    cancel = parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel")
    do = parts.button(tr("Go on"), go, kind="primary", key=tr("Enter"), name="do")
    box.buttons(cancel, do)
    code.submitted.connect(go)
    box.open()
    code.setFocus()
