"""One hazard: what it is, where it stands, what happened to it with photos before and after, and what can be done next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.hazards import listing
from checkpoint_app.gui.pages.hazards.listing import Happening, Told
from checkpoint_app.gui.pages.hazards.steps import ask, verb
from checkpoint_app.gui.photo_strip import PhotoStrip
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model import hazards as rules
from checkpoint_app.model.hazards import StepKind
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window
    from checkpoint_app.store.hazards_rows import Hazard


class LifeView(QWidget):
    """`left` on Back; `recheck_wanted(site)` for the form that reports on all open hazards of the premises."""

    left = Signal()
    recheck_wanted = Signal(str)

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._record = ""
        self._told: Told | None = None
        self._title = parts.label(kind="title", wrap=True, name="hazard_title")
        self._state = parts.label(name="hazard_state")
        self._recheck = parts.button(
            tr("Recheck"), self._ask_recheck, kind="primary", key=keys.first("details"), name="life_recheck"
        )
        self._steps = {kind: parts.button(verb(kind), partial(self.step, kind), name=f"step_{kind.lower()}") for kind in StepKind}
        back = parts.button(tr("Back"), self.left.emit, key=tr("Esc"), name="hazard_back")
        self._facts, self._life, self._photos = QGridLayout(), QGridLayout(), QGridLayout()
        for grid in (self._facts, self._life, self._photos):
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
        self._pictures = parts.Card(parts.label(tr("Before and after"), "title"), self._photos)
        inside = QWidget()
        inside.setLayout(
            parts.column(
                parts.Card(self._facts),
                parts.Card(parts.label(tr("What happened"), "title"), self._life),
                self._pictures,
                None,
                gap=10,
            )
        )
        head = parts.row(self._title, self._state, gap=16)
        head.setStretch(0, 1)
        layout = parts.column(head, FlowBox(self._recheck, *self._steps.values(), back), parts.scrolled(inside), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        keys.bind(self, "details", self._ask_recheck)
        keys.bind(self, "back", self.left.emit)
        keys.bind(self, "refresh", self.load)

    def show_hazard(self, record: str) -> None:
        self._record = record
        self.load()

    def load(self) -> None:
        record = self._record
        if record:
            Operation(self, lambda store, _: listing.tell(store, record), runner=self._window.runner, reading=True).on_success(
                self._show
            ).start()

    def _show(self, told: Told) -> None:
        self._told = told
        self._title.setText(f"{told.premises}  {told.hazard.name}")
        self._state.setText(told.state)
        parts.restyle(self._state, "kind", told.tone or "soft")
        parts.empty(self._facts)
        for line, (head, text) in enumerate(told.facts):
            self._facts.addWidget(_head(head), line, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(parts.label(text, wrap=True), line, 1, Qt.AlignmentFlag.AlignTop)
        parts.empty(self._life)
        for line, happening in enumerate(told.life):
            self._life.addWidget(_head(f"{happening.at}  {happening.by}"), line, 0, Qt.AlignmentFlag.AlignTop)
            told_so = parts.label("  ".join(filter(None, (happening.what, happening.details))), wrap=True)
            self._life.addWidget(told_so, line, 1, Qt.AlignmentFlag.AlignTop)
            self._life.addWidget(self._way(happening), line, 2, Qt.AlignmentFlag.AlignTop)
        self._show_photos(told)
        for kind, made in self._steps.items():
            made.setVisible(rules.possible(kind, told.hazard.life))
        self._recheck.setVisible(told.hazard.life.open and told.hazard.found.order != rules.OF_A_TRANSFER)
        if self.isVisible():
            next(made for made in (self._recheck, *self._steps.values()) if made.isVisibleTo(self)).setFocus()

    def _show_photos(self, told: Told) -> None:
        parts.empty(self._photos)
        before = told.hazard.found.photos
        after = next((happening.photos for happening in reversed(told.life[1:]) if happening.photos), ())
        for column, (head, photos) in enumerate(((tr("Before|photos"), before), (tr("After|photos"), after))):
            self._photos.addWidget(parts.label(head, "soft"), 0, column)
            strip = PhotoStrip(self._window.photos, large=True)
            strip.show_photos(photos, told.seen)
            shown = strip if photos else parts.label(tr("No photo"), "small")
            self._photos.addWidget(shown, 1, column, Qt.AlignmentFlag.AlignTop)
            self._photos.setColumnStretch(column, 1)
        self._pictures.setVisible(bool(before or after))

    def _way(self, happening: Happening) -> QWidget:
        """To the record that says so; or, for a step of this page, the way to take it back."""
        if happening.entry:
            return parts.button(tr("See the record"), partial(self._open_entry, happening.entry), kind="quiet")
        if happening.step:
            return parts.button(tr("Take back"), partial(self._ask_back, happening.step), kind="quiet")
        return QWidget()

    def _open_entry(self, entry: str) -> None:
        self._window.open_page("entry", entry=entry, back="hazards")

    def _ask_recheck(self) -> None:
        if self._told is not None and self._recheck.isVisibleTo(self):
            self.recheck_wanted.emit(self._told.hazard.site)

    def step(self, kind: StepKind) -> None:
        """Asks for what this step needs."""
        if self._told is not None and rules.possible(kind, self._told.hazard.life):
            ask(self, self._told.hazard, kind, self._written, runner=self._window.runner, context=self._window.fields)

    def _written(self, saved: Saved[Hazard]) -> None:
        hazard = saved.value
        notes = "  △ ".join(["", *(problem.text() for problem in saved.problems)])
        step = max(hazard.steps, key=lambda step: step.id).id if hazard.steps else ""
        self._window.say(
            tr("Saved: {name}", name=hazard.name) + notes, undo=lambda: self._take_back(step, tr("Entered by mistake"))
        )
        self.load()

    def _ask_back(self, step: str) -> None:
        def given(box: dialogs.Box, reason: str) -> None:
            box.accept()
            self._take_back(step, reason)

        detail = tr("It no longer counts; that it was there stays in the journal.")
        dialogs.ask_reason(self, tr("Take this step back?"), tr("Take back"), given, detail=detail)

    def _take_back(self, step: str, reason: str) -> None:
        record = self._record

        def work(store: Store, _progress: Progress) -> Saved[Hazard]:
            from checkpoint_app.store import hazards

            return hazards.take_back(store, record, step, reason)

        def done(_saved: Saved[Hazard]) -> None:
            self._window.say(tr("Taken back."))
            self.load()

        Operation(self, work, runner=self._window.runner).on_success(done).start()


def _head(text: str) -> QLabel:
    made = parts.label(text, "soft")
    made.setMinimumWidth(theme.px(160))
    return made
