"""A machine that joins by card and waits for its station: one stick, two steps, and one big button that does the next one.

What lies on the stick says which step it is: an answer for this machine is read, else the card is written. The words on both screens are
compared by the people, each way once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, enrolling_work, parts
from checkpoint_app.gui.centred import Centred, busy
from checkpoint_app.gui.enrolling_work import Joined, Place
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.stick_watch import StickWatch
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick
    from checkpoint_app.gui.window import Window


WIDTH_PX = 640
"""Four long English words of a fingerprint in a line."""


class EnrolPage(Centred):
    def __init__(self, window: Window) -> None:
        super().__init__(WIDTH_PX)
        self._window = window
        self._sticks: tuple[Stick, ...] = ()
        self._folders: list[Path] = []
        self._places: tuple[Place, ...] = ()
        self._written: Path | None = None
        self._joined = False
        self._busy = False
        self._build()
        self._watch = StickWatch(self, window.runner)
        self._watch.looked.connect(self._looked)
        self._watch.watch()

    def _build(self) -> None:
        self._title = parts.label(tr("Take this laptop into the unit"), "title")
        self._step = parts.label(kind="strong", wrap=True, name="enrol_step")
        self._text = parts.label(kind="soft", wrap=True, name="enrol_text")
        self._words_of = parts.label(tr("This laptop's words, to be compared at the station:"), "soft", wrap=True)
        self._words = parts.fingerprint()
        self._where = parts.label(kind="small", wrap=True, name="enrol_where")
        self._go = parts.button("", self.go, kind="primary", name="enrol_go")
        self._folder = parts.button(tr("Another folder …"), self._choose_folder, name="enrol_folder")
        body = self.card.body
        for thing in (self._title, self._step, self._text, self._words_of, self._words, self._where, self.error):
            body.addWidget(thing)
        body.addLayout(parts.row(self._folder, None, self._go))
        self.show_error(None)
        self._show()

    # What lies where

    def use(self, folder: Path) -> None:
        """A folder that somebody chose, as if it were a stick."""
        self._folders = [folder, *(known for known in self._folders if known != folder)]
        self._look()

    def _choose_folder(self) -> None:
        dialogs.choose_folder(self, tr("Where bundles lie or go"), self.use)

    def _looked(self, sticks: Sequence[Stick]) -> None:
        self._sticks = tuple(sticks)
        self._look()

    def _look(self) -> None:
        if self._busy or self._joined:
            return
        folders = [(folder, str(folder), True) for folder in self._folders]
        folders += [(Path(one.path), one.label or str(one.path), not one.read_only) for one in self._sticks]

        def found(answer: tuple[str, tuple[Place, ...]]) -> None:
            words, places = answer
            parts.show_fingerprint(self._words, words)
            if places != self._places:
                self._places = places
                self._show()

        Operation(
            self, lambda store, _: enrolling_work.look(store, folders), runner=self._window.runner, reading=True
        ).on_success(found).start()

    @property
    def _answer(self) -> Place | None:
        return next((place for place in self._places if place.answers), None)

    @property
    def _target(self) -> Place | None:
        return next((place for place in self._places if place.writable), None)

    # What is shown

    def _show(self) -> None:
        """The step that the sticks allow, in words, and its button."""
        answer, target = self._answer, self._target
        carried = any(place.card for place in self._places) or self._written is not None
        if answer is not None:
            step, text, verb = (
                tr("② The station has answered"),
                tr("Read the answer: it brings the unit, its officers, sites and forms."),
                tr("Read the answer"),
            )
        elif carried:
            step, verb = tr("② Take the stick to the station and back"), tr("Write the card again")
            text = tr(
                "The card is on the stick; you can pull it out. The station takes this laptop in (“Sync”) and writes its answer on the"
                " same stick. Plug it in here again: the laptop may be off meanwhile."
            )
        else:
            step, verb = tr("① Write this laptop's card on a stick"), tr("Write the card")
            text = tr("The card holds keys that anybody may see and this laptop's name, no password and no person.")
        self._step.setText(step)
        self._text.setText(text)
        self._go.setText(parts.escape(f"{verb}  {tr('Enter')}"))
        self._go.setAccessibleName(verb)
        parts.restyle(self._go, "kind", "plain" if carried and answer is None else "primary")
        names = "  ".join(place.label for place in self._places)
        self._where.setText(names or tr("No USB stick is plugged in. It appears here by itself."))
        self._go.setEnabled(not self._busy and (answer is not None or target is not None))
        if self._go.isEnabled():
            self._go.setFocus()

    # What is done

    def go(self) -> None:
        """The next step."""
        if self._joined:
            self._window.show_shell()
        elif not self._busy and self._answer is not None:
            self._read(self._answer)
        elif not self._busy and self._target is not None:
            self._write(self._target)

    def _start(self) -> None:
        self._busy = True
        busy(self._go, True)
        self.show_error(None)

    def _refused(self, error: UserError) -> None:
        self._busy = False
        self.show_error(error)
        self._show()

    def _stopped(self) -> None:
        self._busy = False
        self._show()

    def _write(self, place: Place) -> None:
        self._start()

        def done(file: Path) -> None:
            self._busy = False
            self._written = file
            self._show()
            self._look()

        Operation(self, lambda store, _: enrolling_work.write_card(store, place.path), runner=self._window.runner).on_success(
            done
        ).on_error(self._refused).start()

    def _read(self, place: Place) -> None:
        self._start()

        def done(joined: Joined) -> None:
            self._busy = False
            self._joined = True
            self._watch.rest()
            self._step.setText(tr("✓ This laptop belongs to {unit}", unit=joined.unit))
            self._text.setText(
                tr("Officers, sites and forms are here. From now on the same stick carries records there and receipts back.")
            )
            self._words_of.setText(tr("The unit's words; the station must show the same ones:"))
            parts.show_fingerprint(self._words, joined.words)
            self._where.setText("")
            self._folder.hide()
            parts.restyle(self._go, "kind", "primary")
            self._go.setText(parts.escape(f"{tr('Begin')}  {tr('Enter')}"))
            self._go.setEnabled(True)
            self._go.setFocus()

        Operation(
            self, lambda store, _: enrolling_work.read_answer(store, place.answers), runner=self._window.runner
        ).with_progress(tr("Reading the answer …")).on_success(done).on_error(self._refused).on_cancelled(self._stopped).start()
