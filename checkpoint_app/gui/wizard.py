"""The first start: 新建本所, or 加入本所 by card or unit file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkpoint_app import i18n
from checkpoint_app.gui import parts
from checkpoint_app.gui.centred import Centred
from checkpoint_app.gui.setup import JoinByCard, JoinUnit, NewUnit
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window


class Wizard(Centred):
    """The first question."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        body = self.card.body
        body.addWidget(parts.label(tr("Welcome to the Duty Log"), "title"))
        body.addWidget(
            parts.label(
                tr("No store is on this laptop yet. It will be kept in {folder}.", folder=window.folder), "soft", wrap=True
            )
        )
        body.addSpacing(8)
        new = parts.button(tr("New unit"), lambda: window.show_stage(NewUnit(window)), kind="primary", name="new_unit")
        card = parts.button(tr("Join a unit by card"), lambda: window.show_stage(JoinByCard(window)), name="join_by_card")
        file = parts.button(tr("Join a unit by unit file"), lambda: window.show_stage(JoinUnit(window)), name="join_unit")
        body.addWidget(new)
        body.addWidget(parts.label(tr("The first laptop of the station, with its first officer."), "small", wrap=True))
        body.addSpacing(8)
        body.addWidget(card)
        body.addWidget(
            parts.label(
                tr("A further laptop: its card goes to the station on a stick, the answer comes back on it."), "small", wrap=True
            )
        )
        body.addSpacing(8)
        body.addWidget(file)
        body.addWidget(
            parts.label(
                tr(
                    "Without waiting for an answer, with the unit file that the first laptop wrote (Settings, “Unit file”) and its code."
                ),
                "small",
                wrap=True,
            )
        )
        body.addSpacing(8)
        other = next(name for language, name in i18n.NAMES.items() if language != i18n.language())
        body.addLayout(parts.row(None, parts.button(other, window.next_language, kind="quiet", name="language")))
        new.setFocus()
