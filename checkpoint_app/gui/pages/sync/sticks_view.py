"""The sticks that are plugged in: what each would bring and take, about how long, and the one big button for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import keys, parts, theme
from checkpoint_app.gui.pages.stick_list import size
from checkpoint_app.gui.pages.sync.result_view import ResultView
from checkpoint_app.gui.pages.sync.work import Outcome, for_others_words, named
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick
    from checkpoint_app.sync.prospect import Prospect

GO_PX = 220
"""The width of the one button that is pressed with gloves on."""
SHOWN = 6
"""Files with a fault that are named for one stick; the rest is counted."""


class SticksView(parts.Card):
    """`go_wanted` when all of it is to be done; `folder_wanted`; `card_wanted(file)`: a machine's card is to be looked at."""

    go_wanted = Signal()
    folder_wanted = Signal()
    card_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sticks: tuple[Stick, ...] = ()
        self._folders: list[Path] = []
        self._forecasts: Mapping[Path, Prospect | UserError] = {}
        self._hub = False
        self._places = QWidget()
        self._rows = QVBoxLayout(self._places)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self.result = ResultView()
        self._sum = parts.label(kind="soft", wrap=True, name="sync_sum")
        self.go = parts.button(tr("Exchange"), self.go_wanted.emit, kind="primary", key=keys.first("save"), name="sync_go")
        self.go.setProperty("large", "true")
        self.go.setMinimumWidth(theme.px(GO_PX))
        folder = parts.button(tr("Another folder …"), self.folder_wanted.emit, kind="quiet", name="sync_folder")
        said = parts.column(parts.label(tr("Sticks|sync"), "strong"), self._sum, self.result.verdict, None, gap=4)
        buttons = parts.row(folder, self.go, gap=12)
        head = parts.row(said, buttons, gap=12)
        head.setStretch(0, 1)
        head.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(self.result)
        self.body.addWidget(self._places)
        self._draw()

    def places(self) -> list[Path]:
        """Where everything goes to and comes from: the sticks, then the folders."""
        return [Path(stick.path) for stick in self._sticks] + self._folders

    def show_sticks(self, sticks: Sequence[Stick]) -> bool:
        """True when one is plugged in that was not there before."""
        if tuple(sticks) == self._sticks:
            return False
        before = {stick.path for stick in self._sticks}
        self._sticks = tuple(sticks)
        self._draw()
        return any(stick.path not in before for stick in sticks)

    @property
    def brings(self) -> bool:
        """Whether something for this machine lies on a stick."""
        return any(not isinstance(one, UserError) and bool(one.brings) for one in self._forecasts.values())

    @property
    def writable(self) -> Path | None:
        """The first place that can be written to."""
        return next((place for place in self.places() if place not in self._locked), None)

    @property
    def _locked(self) -> frozenset[Path]:
        return frozenset(Path(stick.path) for stick in self._sticks if stick.read_only)

    def set_verb(self, verb: str) -> None:
        """What the big button does."""
        parts.retitle(self.go, f"{verb}  {keys.first('save')}")

    def set_hub(self, there: bool) -> None:
        """Whether the button has something to do without a stick."""
        if there != self._hub:
            self._hub = there
            self._draw()

    def add_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            self._folders.append(folder)
        self._draw()

    def show_forecasts(self, forecasts: Mapping[Path, Prospect | UserError], lines_per_s: float) -> None:
        self._forecasts = forecasts
        self.result.clear()
        self._sum.show()
        self._places.show()
        self._draw()
        found = [one for one in forecasts.values() if not isinstance(one, UserError)]
        lines = sum(one.lines for one in found)
        gives = sum(one.gives for place, one in forecasts.items() if not isinstance(one, UserError) and place not in self._locked)
        if found and all(one.is_idle for one in found):
            self._sum.setText(tr("Nothing new, either way."))
        elif found:
            said = [tr("take in {n}|forecast", n=lines)] if lines else []
            said += [tr("write {n}|forecast", n=gives)] if gives else []
            said.append(duration_words(sum(one.seconds(lines_per_s) for one in found)))
            self._sum.setText("  ·  ".join(said))

    def show_outcomes(self, outcomes: Sequence[Outcome], *, sticks: bool) -> None:
        """What became of them stands in the place of what was to be expected, until something new is plugged in."""
        self._forecasts = {}
        self._sum.hide()
        self._places.hide()
        self.result.show_outcomes(outcomes, sticks=sticks)

    def _draw(self) -> None:
        parts.empty(self._rows)
        for stick in self._sticks:
            free = tr("read-only|stick") if stick.read_only else tr("{size} free", size=size(stick.free))
            self._rows.addWidget(self._place(Path(stick.path), stick.label or str(stick.path), f"{stick.path}  {free}"))
        for folder in self._folders:
            self._rows.addWidget(self._place(folder, folder.name or str(folder), str(folder)))
        if not self.places():
            none = tr("No USB stick is plugged in. It appears here by itself.")
            words = tr("Plug the stick in, press “Exchange”, pull it out when it says so.")
            hub = tr("Without a stick it asks the station's hub.")
            self._sum.setText(f"{none}\n{words} {hub}" if self._hub else f"{none}\n{words}")

    def _place(self, path: Path, name: str, where: str) -> QWidget:
        found = self._forecasts.get(path)
        lines: list[QWidget] = [_row(parts.label(name, "strong"), parts.label(where, "small"))]
        if isinstance(found, UserError):
            lines.append(parts.label(str(found), "bad", wrap=True))
        elif found is not None:
            lines += self._about(found, writable=path not in self._locked)
        made = QWidget()
        made.setLayout(parts.column(*lines, gap=2))
        return made

    def _about(self, found: Prospect, *, writable: bool) -> list[QWidget]:
        texts = []
        for one in (one for one in found.brings if one.lines or one.pieces):
            words = tr("{name}: {lines} new", name=one.name, lines=one.lines)
            texts.append(f"{words}  {tr('photos, files {n}', n=one.pieces)}" if one.pieces else words)
        if found.gives and writable:
            texts.append(tr("to be written: {n}", n=found.gives))
        shown: list[QWidget] = [parts.label("  ·  ".join(texts), "soft", wrap=True)] if texts else []
        if found.gives and not writable:
            shown.append(parts.label(tr("△ read-only: {n} to be written cannot go onto it", n=found.gives), "warn", wrap=True))
        if found.for_others:
            shown.append(parts.label(for_others_words(found.for_others), "soft", wrap=True))
        shown += [parts.label(f"△ {named(file, what)}", "warn", wrap=True) for file, what in found.refused[:SHOWN]]
        if len(found.refused) > SHOWN:
            shown.append(parts.label(tr("and {n} more|files", n=len(found.refused) - SHOWN), "warn"))
        for file, card in found.cards:
            words = tr("The laptop “{name}” asks to be taken in", name=card.name)
            shown.append(
                _row(
                    parts.label(words, "warn"),
                    parts.button(tr("Take in …"), partial(self.card_wanted.emit, file), name="new_card"),
                )
            )
        return shown


def _row(*things: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(parts.row(*things, None, gap=12))
    return made


def duration_words(seconds: float) -> str:
    """A few seconds, about 20 seconds, about 3 minutes."""
    if seconds < 5:
        return tr("a few seconds|time")
    if seconds < 90:
        return tr("about {n} seconds", n=max(10, round(seconds / 10) * 10))
    return tr("about {n} minutes", n=max(2, round(seconds / 60)))
