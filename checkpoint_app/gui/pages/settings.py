"""设置: this machine's screen and lock, the own password, the unit, the file for a further laptop, a new key, the version."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from checkpoint_app import __version__, i18n
from checkpoint_app import settings as machine
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, parts
from checkpoint_app.gui.centred import line
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.unlock import PasswordsDiffer
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import RESPONSE_MINUTES, Changes, Role, Unit
from checkpoint_app.model.template import Choice, Field, Words
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

THEME_LABELS = {"day": noop("Day|theme"), "night": noop("Night|theme"), "dim": noop("Extra dim")}
RESPONSE = "response_"
"""Before the level, in the key of the field with its minutes."""
UNIT_FACTS = ("name", "bureau", "short", "code", "home_plate")


def _words(text: str) -> Words:
    """A text of the moment as a field's label: pages are made anew when the language changes."""
    return Words(zh=text, en=text)


def _choice(key: str, label: str, choices: Sequence[tuple[str, str]]) -> Field:
    return Field(
        key=key,
        kind="choice",
        label=_words(label),
        choices=tuple(Choice(code=code, label=_words(text)) for code, text in choices),
    )


class SettingsPage(Page):
    def __init__(self, window: Window) -> None:
        super().__init__(window)
        inside = QWidget()
        cards: list[QWidget] = [self._screen(), self._password()]
        if window.session.account.may(Role.ADMIN):
            cards += [self._unit(), self._unit_file(), self._key()]
        cards.append(self._forms())
        cards.append(self._about())
        inside.setLayout(parts.column(*cards, None, gap=12, margins=(16, 12, 16, 12)))
        self.setLayout(parts.column(parts.scrolled(inside)))

    def enter(self, **_what: object) -> None:
        self._show_settings()

    # This machine

    def _screen(self) -> QWidget:
        form = self._form = Form()
        form.add(_choice("language", tr("Language"), list(i18n.NAMES.items())))
        form.add(_choice("theme", tr("Screen"), [(name, tr(text)) for name, text in THEME_LABELS.items()]))
        form.add(_choice("text_scale", tr("Size of text"), [(str(size), f"{size} %") for size in machine.TEXT_SCALES]))
        form.add(_choice("lock_minutes", tr("Locks itself after"), [(str(n), _minutes(n)) for n in machine.LOCK_MINUTES]))
        form.add(
            Field(
                key="home_plate",
                kind="text",
                label=_words(tr("What the plate box starts with")),
                hint=_words(tr("Empty: what the unit uses")),
            )
        )
        form.changed.connect(self._apply)
        return parts.Card(parts.label(tr("This laptop"), "title"), form)

    def _show_settings(self) -> None:
        kept = self.window_.settings
        self._form.fill(
            {
                "language": kept.language,
                "theme": kept.theme,
                "text_scale": str(kept.text_scale),
                "lock_minutes": str(kept.lock_minutes),
                "home_plate": kept.home_plate or None,
            }
        )

    def _apply(self) -> None:
        given = self._form.typed()
        kept = self.window_.settings
        wanted = replace(
            kept,
            language=given.get("language", kept.language),
            theme=given.get("theme", kept.theme),
            text_scale=int(given.get("text_scale", kept.text_scale)),
            lock_minutes=int(given.get("lock_minutes", kept.lock_minutes)),
            home_plate=str(given.get("home_plate", "")).strip(),
        )
        if wanted != kept:
            self.window_.change_settings(wanted)

    # The own password

    def _password(self) -> QWidget:
        self._old, first = line("old_password", tr("Present password"), secret=True)
        self._new, second = line("new_password", tr("New password"), secret=True)
        self._again, third = line("new_password_again", tr("New password again"), secret=True)
        change = parts.button(tr("Change the password"), self._change_password, name="change_password")
        return parts.Card(
            parts.label(tr("My password"), "title"),
            parts.row(first, second, third, gap=16),
            parts.row(change, None),
        )

    def _change_password(self) -> None:
        old, new = self._old.text(), self._new.text()
        if new != self._again.text():
            dialogs.show_error(self, PasswordsDiffer())
            return

        def work(store: Store, _progress: Progress) -> Changes:
            from checkpoint_app.store import accounts

            return accounts.set_password(store, old, new)

        def done(_changes: Changes) -> None:
            for box in (self._old, self._new, self._again):
                box.clear()
            self.window_.say(tr("The password is changed."))

        Operation(self, work, runner=self.runner).on_success(done).start()

    # The unit

    def _unit(self) -> QWidget:
        unit = self.window_.session.unit
        form = self._unit_form = Form()
        labels = {
            "name": tr("Name of the unit"),
            "bureau": tr("Bureau above it (printed in the head; may stay empty)"),
            "short": tr("Short name, in the numbers of papers"),
            "code": tr("Unit code, 12 digits (may stay empty)"),
            "home_plate": tr("What the plate box starts with"),
        }
        for key in UNIT_FACTS:
            form.add(Field(key=key, kind="text", label=_words(labels[key]), required=key == "name"))
        form.add(
            Field(
                key="day_start",
                kind="count",
                label=_words(tr("Hour at which the business day starts")),
                maximum=23,
                hint=_words(tr("A change moves all figures to their new days.")),
            )
        )
        for level in RESPONSE_MINUTES:
            form.add(
                Field(
                    key=f"{RESPONSE}{level}",
                    kind="number",
                    label=_words(tr("1-3-5: minutes to arrive, level {level}", level=level)),
                    minimum=0.5,
                    maximum=120,
                    required=True,
                )
            )
        minutes = {f"{RESPONSE}{level}": value for level, value in unit.response_minutes.items()}
        form.fill({**{key: getattr(unit, key) or None for key in UNIT_FACTS}, "day_start": unit.day_start, **minutes})
        form.save_requested.connect(self._save_unit)
        save = parts.button(tr("Save the unit"), self._save_unit, name="save_unit")
        return parts.Card(parts.label(tr("Unit"), "title"), form, parts.row(save, None))

    def _save_unit(self) -> None:
        given = self._unit_form.typed()
        wanted: dict[str, Any] = {key: str(given.get(key, "")).strip() for key in UNIT_FACTS}
        wanted["day_start"] = given.get("day_start", 0)
        wanted["response_minutes"] = {level: given.get(f"{RESPONSE}{level}") for level in RESPONSE_MINUTES}
        unit: Unit = self.window_.session.unit
        changed = {key: value for key, value in wanted.items() if value != getattr(unit, key)}

        def work(store: Store, _progress: Progress) -> Changes:
            from checkpoint_app.store import units

            return units.change(store, changed)

        def refused(error: UserError) -> None:
            problems = getattr(error, "problems", None)
            if problems:
                first = f"{RESPONSE}{next(iter(RESPONSE_MINUTES))}"
                self._unit_form.set_problems([one.at(first) if one.field == "response_minutes" else one for one in problems])
            else:
                dialogs.show_error(self, error)

        if changed:
            operation = Operation(self, work, runner=self.runner).on_error(refused)
            operation.on_success(lambda _: self.window_.say(tr("The unit is saved."))).start()

    # A further laptop

    def _unit_file(self) -> QWidget:
        self._code = parts.label(kind="code", name="unit_file_code")
        self._code.hide()
        self._code_note = parts.label(kind="soft", wrap=True)
        write = parts.button(tr("Write the unit file"), self._choose_unit_file, name="write_unit_file")
        return parts.Card(
            parts.label(tr("Unit file"), "title"),
            parts.label(tr("For a further laptop: officers, sites and forms, encrypted. No records."), "soft", wrap=True),
            parts.row(write, None),
            self._code,
            self._code_note,
        )

    def _choose_unit_file(self) -> None:
        dialogs.choose_file(self, tr("Write the unit file"), self.write_unit_file, name="unit.checkpoint-unit", save=True)

    def write_unit_file(self, file: Path) -> None:
        """Writes the file and shows its code."""

        def work(store: Store, _progress: Progress) -> str:
            from checkpoint_app.store import joining

            return joining.write_unit_file(store, file)

        def done(code: str) -> None:
            self._code.setText(code)
            self._code.show()
            self._code_note.setText(tr("Written: {file}. Write the code down; the other laptop asks for it.", file=file))

        Operation(self, work, runner=self.runner).on_success(done).start()

    # A new key

    def _key(self) -> QWidget:
        self._key_password, first = line("key_password", tr("Password"), secret=True)
        self._key_recovery, second = line("key_recovery", tr("Recovery key"))
        change = parts.button(tr("New key for the store"), self._ask_rekey, kind="danger", name="rekey")
        text = tr(
            "After an officer with an account has left: the store is encrypted anew, the others get new one-time passwords."
        )
        return parts.Card(
            parts.label(tr("New key"), "title"),
            parts.label(text, "soft", wrap=True),
            parts.row(first, second, gap=16),
            parts.row(change, None),
        )

    def _ask_rekey(self) -> None:
        detail = tr("All other officers need a new one-time password afterwards (People).")
        dialogs.confirm(
            self, tr("Encrypt the store with a new key?"), tr("Encrypt anew"), self._rekey, detail=detail, danger=True
        )

    def _rekey(self) -> None:
        password, recovery = self._key_password.text(), self._key_recovery.text()

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import accounts

            accounts.rekey(store, password, recovery)

        def done(_nothing: None) -> None:
            self._key_password.clear()
            self._key_recovery.clear()
            self.runner.refresh_session()
            self.window_.say(tr("The store has a new key."))

        Operation(self, work, runner=self.runner).with_progress(tr("Encrypting anew …")).on_success(done).start()

    def _forms(self) -> QWidget:
        open_page = parts.button(tr("Open the forms"), lambda: self.window_.open_page("forms"), name="open_forms")
        told = tr("See every form, copy one as a start, and make the station's own for next month's campaign.")
        return parts.Card(parts.label(tr("Forms"), "title"), parts.label(told, "soft", wrap=True), parts.row(open_page, None))

    def _about(self) -> QWidget:
        session = self.window_.session
        device = tr("This machine: {name}, letter {letter}", name=session.device.name, letter=session.device.letter)
        versions = f"Python {platform.python_version()}, Qt {qVersion()}"
        lines = (tr("Duty Log {version}", version=__version__), versions, str(session.folder), device)
        return parts.Card(parts.label(tr("About"), "title"), *(parts.label(text, "soft", wrap=True) for text in lines))


def _minutes(number: int) -> str:
    return tr("{n} minutes", n=number) if number else tr("never by itself")
