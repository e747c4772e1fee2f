"""What is wrong with a piece: the box that asks for it in words, and which kind of hazard it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from checkpoint_app import lists
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.i18n import tr
from checkpoint_app.model.registers import Equipment
from checkpoint_app.model.rounds import NOT_SEEN, Found

BOX_PX = 720
ORDERS = ("ORDER_BY_DATE", "ORDER_NOW", "NONE", "")
"""What Alt+K sets one after the other: what is ordered about the hazard; at last it is none."""


def ask(owner: QWidget, known: str, then: Callable[[str, bool], object], *, words_needed: bool = True) -> None:
    """`then(words, is a hazard)`. The points of the standard's appendix add themselves to the line. On a sheet of paper a × often has no
    words."""
    line = LineEdit(known)
    line.setObjectName("fault")
    line.setAccessibleName(tr("What is wrong"))

    def add(text: str) -> None:
        line.setText("、".join(filter(None, (line.text().strip("、 "), text))))
        line.setFocus()

    def accept(*, hazard: bool = False) -> None:
        if line.text().strip() or not words_needed:
            box.accept()
            then(line.text().strip(), hazard)

    offers = (choice.brief for choice in lists.choices()["equipment_faults"])
    flow = FlowBox(*(parts.button(text, partial(add, text), kind="choice") for text in offers), gap=6)
    box = dialogs.Box(owner, tr("What is wrong?"), line, flow, name="fault_box")
    box.setFixedWidth(theme.px(BOX_PX))
    flow.setMinimumHeight(flow.heightForWidth(theme.px(BOX_PX) - 48))
    line.submitted.connect(accept)
    keys.bind(box, "list_hazard", lambda: accept(hazard=True))
    cancel = parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel")
    hazard = parts.button(
        tr("Fault, and a hazard"), lambda: accept(hazard=True), key=keys.first("list_hazard"), name="fault_hazard"
    )
    do = parts.button(tr("Fault|verb"), accept, kind="primary", key=tr("Enter"), name="do")
    box.buttons(cancel, hazard, do)
    box.open()
    line.setFocus()


def hazard_kind(piece: Equipment, found: Found) -> str:
    """A code of `hazard_kinds`: what is hidden or not as the standard wants it is another one than what is broken."""
    if found.result == NOT_SEEN:
        return "DAMAGED"
    said = [choice for choice in lists.choices()["equipment_faults"] if choice.brief in found.faults]
    if piece.kind.startswith("HYDRANT") and any(choice.code == "C9" for choice in said):
        return "HYDRANT_HIDDEN"
    kinds = {str(choice.extra.get("hazard", "NOT_KEPT")) for choice in said}
    return kinds.pop() if len(kinds) == 1 else "NOT_KEPT"


def order_word(code: str) -> str:
    """限期改正: the short word of what is ordered."""
    return next((choice.brief for choice in lists.choices()["hazard_orders"] if choice.code == code), code)
