"""The one window: what is shown before a store is open, and the shell with its pages afterwards.

It owns what pages share: the runner, the settings of this machine, the registers as options of pick boxes, and the shift in which the
officer works. Locking throws the pages away.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QWidget

from checkpoint_app import i18n
from checkpoint_app import settings as machine
from checkpoint_app.gui import dialogs, keys, offers, parts, theme
from checkpoint_app.gui.centred import Centred
from checkpoint_app.gui.delivery_watch import DeliveryWatch
from checkpoint_app.gui.hub_watch import HubWatch
from checkpoint_app.gui.idle import IdleWatch
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.photo_desk import PhotoDesk
from checkpoint_app.gui.places import PAGES
from checkpoint_app.gui.runner import Progress, Runner, Session
from checkpoint_app.gui.shell import Shell
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import Changes, Shift
from checkpoint_app.store import place

if TYPE_CHECKING:
    from checkpoint_app.gui.fields.field import FieldContext
    from checkpoint_app.store.session import Store

NEXT_THEME = {"day": "night", "night": "day", "dim": "night"}
THEME_WORDS = {"day": noop("Night|theme"), "night": noop("Day|theme"), "dim": noop("Night|theme")}
"""What the button in the top bar does."""


class Window(QMainWindow):
    """Made by `application`; `start` decides what is shown first."""

    shift_changed = Signal()
    """`shift` is another one, or has changed."""
    registers_changed = Signal()
    """`fields` offers other officers or sites."""
    usable = Signal()
    """Something is shown that a person can work with."""

    def __init__(self, folder: Path, settings: machine.Settings) -> None:
        super().__init__()
        self.folder = folder
        self.settings = settings
        self.runner = Runner(self)
        self.photos = PhotoDesk(self.runner)
        self.hub_watch = HubWatch(self, self.runner)
        self.delivery_watch = DeliveryWatch(self, self.runner)
        self._fields: FieldContext | None = None
        self.shift: Shift | None = None
        self.shell: Shell | None = None
        self.pages: dict[str, Page] = {}
        self.current = ""
        self.last_number = ""
        self._told = ("", "")
        self._stages = QStackedWidget()
        self._stage: QWidget | None = None
        self.setCentralWidget(self._stages)
        self.setWindowTitle(tr("Duty Log"))
        self.resize(1366, 768)
        self.runner.session_changed.connect(self._session_changed)
        self.runner.changed.connect(self._changed)
        self._idle = IdleWatch(self, settings.lock_minutes)
        self._idle.idle.connect(self.lock)
        self._bind()

    @property
    def fields(self) -> FieldContext:
        """What pick boxes offer. Made when first asked for: before that the widgets of fields need not be loaded."""
        if self._fields is None:
            from checkpoint_app.gui.fields.field import FieldContext

            self._fields = FieldContext(photos=self.photos)
        return self._fields

    @property
    def session(self) -> Session:
        """The open store's unit, device and account. Only while the shell is shown."""
        assert self.runner.session is not None
        return self.runner.session

    def _bind(self) -> None:
        keys.bind(self, "keys", self.show_keys)
        keys.bind(self, "theme", self.next_theme)
        keys.bind(self, "dim", lambda: self.set_theme("night" if self.settings.theme == "dim" else "dim"))
        keys.bind(self, "lock", self.lock)
        keys.bind_digits(self, "Ctrl", self._open_number)

    # What is shown

    def start(self) -> None:
        """The unlock page for a store that is there, else the set-up."""
        if place.exists(self.folder):
            self.show_unlock()
        else:
            self.show_wizard()

    def show_unlock(self) -> None:
        from checkpoint_app.gui.unlock import UnlockPage

        self.show_stage(UnlockPage(self))

    def show_wizard(self) -> None:
        from checkpoint_app.gui.wizard import Wizard

        self.show_stage(Wizard(self))

    def show_enrolling(self) -> None:
        """Where a machine that waits for its station writes its card and reads the answer."""
        from checkpoint_app.gui.enrolling import EnrolPage

        self.show_stage(EnrolPage(self))

    def show_shell(self, page: str = "today") -> None:
        """The shell for the account of the session, and a page in it."""
        self.shell = Shell([(place.key, tr(place.title)) for place in PAGES if place.title], self.open_page)
        self.shell.lock_button.clicked.connect(self.lock)
        self.shell.theme_button.clicked.connect(self.next_theme)
        self.shell.status.listen(self.runner, self.delivery_watch)
        self.shell.status.help_button.clicked.connect(self.show_keys)
        self.shell.status.delivery_button.clicked.connect(lambda: self.open_page("sync"))
        self.pages, self.current = {}, ""
        self._write_top()
        self.delivery_watch.count()
        self.show_stage(self.shell)
        self.open_page(page)

    def show_stage(self, stage: QWidget) -> None:
        """Shows this instead of whatever fills the window now."""
        old, self._stage = self._stage, stage
        if stage is not self.shell:
            self.shell, self.pages, self.current = None, {}, ""
        self._stages.addWidget(stage)
        self._stages.setCurrentWidget(stage)
        if old is not None:
            self._stages.removeWidget(old)
            old.deleteLater()
        self.usable.emit()

    def page(self, key: str) -> Page:
        """The page with this key, made when first asked for."""
        if key not in self.pages:
            place = next(place for place in PAGES if place.key == key)
            made: Callable[[Window], Page] = getattr(
                importlib.import_module(f"checkpoint_app.gui.pages.{place.module}"), place.name
            )
            self.pages[key] = made(self)
        return self.pages[key]

    def open_page(self, key: str, **what: object) -> None:
        """Shows a page; `what` goes to its `enter`."""
        if self.shell is None or (self.current and not self.pages[self.current].may_leave()):
            return
        page = self.page(key)
        self.current = key
        self.shell.mark(key)
        self.shell.show_page(page)
        page.enter(**what)

    def _open_number(self, number: int) -> None:
        shown = [place.key for place in PAGES if place.title]
        if number <= len(shown):
            self.open_page(shown[number - 1])

    def say(self, text: str, *, undo: Callable[[], object] | None = None) -> None:
        """What was just done, in the status bar; `undo` takes it back."""
        if self.shell is not None:
            self.shell.status.say(text, undo)

    def show_keys(self) -> None:
        if not any(isinstance(child, keys.KeySheet) and child.isVisible() for child in self.children()):
            keys.KeySheet(self).open()

    # Look and language

    def next_theme(self) -> None:
        self.set_theme(NEXT_THEME[self.settings.theme])

    def next_language(self) -> None:
        languages = i18n.LANGUAGES
        at = languages.index(self.settings.language) + 1
        self.change_settings(replace(self.settings, language=languages[at % len(languages)]))

    def set_theme(self, name: str) -> None:
        self.change_settings(replace(self.settings, theme=name))

    def change_settings(self, settings: machine.Settings) -> None:
        """Applies and keeps them; a change of language or text size makes the pages anew."""
        old, self.settings = self.settings, settings
        theme.apply(theme.Look(theme=settings.theme, scale=settings.text_scale))
        self._idle.set_minutes(settings.lock_minutes)
        i18n.set_language(settings.language)
        if (old.language, old.text_scale) != (settings.language, settings.text_scale):
            self._build_again()
        elif self.shell is not None:
            self._write_top()
        if old.home_plate != settings.home_plate:
            self.load_registers()
        try:
            machine.save(settings)
        except machine.SettingsNotSaved as trouble:
            dialogs.show_error(self, trouble)

    def _build_again(self) -> None:
        self.setWindowTitle(tr("Duty Log"))
        if self.shell is None:
            self.start()
            return
        self._put_away()
        self.show_shell(self.current if self.current != "entry" else "records")

    # The store

    def lock(self) -> None:
        """What was being typed becomes a draft, what was to be saved is saved, the store is closed, the pages are gone."""
        if self.runner.session is None or self.shell is None:
            return
        self._put_away()
        self._close_boxes()
        self.runner.close_store(self.show_unlock)

    def _put_away(self) -> None:
        for page in self.pages.values():
            page.put_away()

    def _close_boxes(self) -> None:
        """What asks or shows something of the officer who leaves goes away unanswered. The report of a fault of ours stays."""
        for box in self.findChildren(QDialog):
            if box.isVisible() and box.objectName() != "crash":
                box.reject()

    def load_registers(self) -> None:
        """Officers, sites and the open shift, for every page."""
        if self.runner.session is not None:
            Operation(self, offers.load, runner=self.runner, reading=True).on_success(self._loaded).start()

    def _loaded(self, found: offers.Offers) -> None:
        if self.runner.session is None:
            return
        home = self.settings.home_plate or self.session.unit.home_plate
        self._fields = offers.context(found, self.session.unit, home_plate=home, photos=self.photos)
        self.registers_changed.emit()
        if found.shift != self.shift:
            self.shift = found.shift
            self._write_top()
            self.shift_changed.emit()

    def _session_changed(self) -> None:
        if self.runner.session is None or self.session.waiting:
            self.shift = None
            return
        self._write_top()
        self.load_registers()
        self._open_rostered()

    def _open_rostered(self) -> None:
        """At the station the first start of the day opens the shifts of the roster; elsewhere the board does when it is shown."""
        if self.session.device.kind != "station":
            return

        def work(store: Store, _progress: Progress) -> Changes | None:
            from checkpoint_app.store import school_guard

            return school_guard.open_due(store)

        Operation(self, work, runner=self.runner).in_background().start()

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.nouns & {"officer", "site", "shift", "unit", "equipment", "hazard"}:
            self.load_registers()

    def tell_of_shift(self, shift: str, text: str) -> None:
        """Weather, crew and what else the page of a shift knows of it: above every page while it is the open one."""
        self._told = (shift, text)
        self._write_top()

    def _write_top(self) -> None:
        if self.shell is None or self.runner.session is None:
            return
        self.shell.account.setText(self.session.account.officer.label())
        self.shell.theme_button.setText(parts.escape(tr(THEME_WORDS[self.settings.theme])))
        facts = [self.session.unit.name]
        if self.shift is not None and self.shift.shared:
            facts.append(tr("one duty with another laptop"))
        if self.shift is not None:
            zone = self.session.unit.tz()
            site = next((option.label for option in self.fields.sites if option.id == self.shift.site), "")
            facts += [site, self.shift.window(zone), tr("Shift {code}", code=self.shift.code)]
            facts += [self._told[1] if self._told[0] == self.shift.id else ""]
        self.shell.facts.show_line("   ".join(filter(None, facts)))

    def closeEvent(self, event: QCloseEvent) -> None:
        if isinstance(self._stage, Centred) and not self._stage.may_close():
            event.ignore()
            return
        self._put_away()
        self.runner.stop()
        event.accept()
