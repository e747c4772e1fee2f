"""Which of several parked or unfinished forms is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import dialogs, parts
from checkpoint_app.gui.pages.today.content import CHECK
from checkpoint_app.i18n import tr
from checkpoint_app.store.drafts import Draft


def choose(owner: QWidget, zone: ZoneInfo, found: Sequence[Draft], then: Callable[[Draft], object]) -> None:
    """The only one at once; of several the one that is picked in a box, the newest first."""
    if len(found) == 1:
        then(found[0])
    if len(found) < 2:
        return
    box = dialogs.Box(owner, tr("Which form?"), name="choose_draft")
    buttons = []
    for draft in reversed(found):

        def take(draft: Draft = draft) -> None:
            box.accept()
            then(draft)

        buttons.append(parts.button(f"{draft.saved_at.astimezone(zone):%H:%M}  {_about(draft)}", take))
        box.layout().addWidget(buttons[-1])  # type: ignore[union-attr]
    box.buttons(parts.button(tr("Cancel"), box.reject, key=tr("Esc"), name="cancel"))
    box.open()
    buttons[0].setFocus()


def _about(draft: Draft) -> str:
    """The plate, by which people know a check."""
    values = draft.body.get("values", {})
    found = values.get("plate") if draft.form == CHECK and isinstance(values, dict) else None
    return str(found.get("text") if isinstance(found, dict) else found or tr("Form"))
