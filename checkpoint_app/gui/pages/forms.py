"""表单: the forms of the station. One is shown as its text and, beside it, as the officers will see it, while it is typed.

What is typed is a draft until it is added. Adding never changes a form that was used: it is a new version, and entries keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.flow import FlowBox
from checkpoint_app.gui.form_picture import about
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.page import Page
from checkpoint_app.gui.pages.forms_editor import FormEditor
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.i18n import tr
from checkpoint_app.model import display, template_draft, template_file
from checkpoint_app.model.records import Changes, Role
from checkpoint_app.model.template import Template
from checkpoint_app.model.template_faults import Fault, TemplateFault
from checkpoint_app.model.text import visible
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

PAUSE_MS = 400
DRAFT = "forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The newest forms as (identity, label), the newest version of each id, the station's prefix, what was left in the editor."""

    forms: tuple[tuple[str, str], ...]
    versions: Mapping[str, int]
    prefix: str
    left: str


def load(store: Store, _progress: Progress) -> Known:
    from checkpoint_app.store import drafts, templates

    left = drafts.every(store, form=DRAFT)
    return Known(
        forms=tuple((form.identity, f"{display.title(form)}  {form.id} {form.version}") for form in templates.every(store)),
        versions=templates.versions(store),
        prefix=template_draft.prefix(store.unit.short or store.unit.name),
        left=str(left[-1].body.get("source", "")) if left else "",
    )


class FormsPage(Page):
    """`enter()`. Opened from the settings."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._known: Known | None = None
        self._stored = ""
        self._template: Template | None = None
        self._shown = ""
        self._pick = PickBox()
        self._pick.setObjectName("pick_form")
        self._pick.setAccessibleName(tr("Form"))
        self._pick.setPlaceholderText(tr("Choose a form"))
        self._pick.picked.connect(self._open)
        self._pick.setMinimumWidth(theme.px(300))
        self._editor = FormEditor()
        self._editor.changed.connect(self._typed)
        self._add = parts.button(tr("Add to the station"), self.add, kind="primary", key=keys.first("save"), name="add_form")
        buttons = FlowBox(
            parts.button(tr("Copy as our own"), self.copy, name="copy_form"),
            parts.button(tr("New form"), self.begin, name="new_form"),
            parts.button(tr("Open a file …"), self._ask_file, name="open_form"),
            parts.button(tr("Save as a file …"), self._ask_target, name="save_form"),
        )
        self._form: TemplateForm | None = None
        self._title = parts.label(kind="title")
        self._form_card, self._told = parts.Card(), parts.label(kind="soft", wrap=True)
        self._preview = QWidget()
        self._preview.setLayout(
            parts.column(self._title, self._form_card, parts.Card(self._told), None, margins=(0, 0, 8, 0), gap=10)
        )
        back = parts.button(tr("Back"), self.leave, key=tr("Esc"), name="forms_back")
        head = parts.row(parts.label(tr("Forms"), "title"), 16, self._pick, None, back, self._add)
        sides = parts.row(self._editor, parts.scrolled(self._preview), gap=16)
        self._preview.hide()  # until there is something to see; an area shows what it is given
        sides.setStretch(0, 5)
        sides.setStretch(1, 6)
        layout = parts.column(head, buttons, sides, gap=10, margins=(16, 12, 16, 12))
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._read)
        keys.bind(self, "save", self.add)
        keys.bind(self, "back", self.leave)

    def enter(self, **_what: object) -> None:
        Operation(self, load, runner=self.runner, reading=True).on_success(self._loaded).start()

    def put_away(self) -> None:
        self._keep()

    def leave(self) -> None:
        self._keep()
        self.window_.open_page("settings")

    def _loaded(self, known: Known) -> None:
        self._known = known
        self._pick.set_options([Option(id=identity, label=words) for identity, words in known.forms])
        self._add.setEnabled(self.window_.session.account.may(Role.CLERK, Role.LEADER, Role.ADMIN))
        if not self._editor.source():
            if known.left:
                self._editor.fill(known.left)
            elif known.forms:
                self._open(known.forms[0][0])
        self._pick.setFocus(Qt.FocusReason.OtherFocusReason)

    # Which form

    def _open(self, identity: str) -> None:
        """A form of the store into the editor."""
        if not identity:
            return

        def show(source: str) -> None:
            self._pick.choose(identity)
            self._replace(source, stored=True)

        def read(store: Store, _progress: Progress) -> str:
            from checkpoint_app.store import templates

            return templates.source(store, identity)

        Operation(self, read, runner=self.runner, reading=True).on_success(show).start()

    def _replace(self, source: str, *, stored: bool = False) -> None:
        """Puts a text into the editor. One that was being typed comes back with the status bar's undo."""
        before = self._editor.source()
        lost = before if before and before not in (self._stored, source) else ""
        self._stored = source if stored else ""
        self._editor.fill(source)
        if lost:
            self.window_.say(tr("Another form is shown."), undo=lambda: self._replace(lost))

    def copy(self) -> None:
        """The form that is shown, as one of the station's own, or as the next version of one."""
        if self._known is not None:
            begun = template_draft.begin(self._editor.source(), self._known.prefix, self._known.versions)
            self._pick.choose(None)
            self._replace(begun)

    def begin(self) -> None:
        """The smallest form that works."""
        if self._known is not None:
            self._pick.choose(None)
            self._replace(template_draft.begin(template_draft.EMPTY, self._known.prefix, self._known.versions))

    def _ask_file(self) -> None:
        dialogs.choose_file(self, tr("Open a form"), self.open_file, kinds=tr("Forms (*.toml)"))

    def open_file(self, file: Path) -> None:
        def read(_progress: Progress) -> str:
            from checkpoint_app.store import errors

            try:
                if file.stat().st_size > template_file.LIMIT:
                    size = file.stat().st_size
                    raise TemplateFault(
                        [Fault(line=0, key="", code="TEMPLATE_SIZE", details={"size": size, "limit": template_file.LIMIT})]
                    )
                return template_file.normal_source(file.read_bytes()).decode()
            except UnicodeDecodeError:
                raise TemplateFault([Fault(line=0, key="", code="TEMPLATE_ENCODING")]) from None
            except OSError as trouble:
                raise errors.FileUnreadable(name=file.name, what=trouble.strerror or "") from trouble

        Operation.beside(self, read, runner=self.runner).on_success(self._replace).start()

    def _ask_target(self) -> None:
        name = f"{self._template.id}.toml" if self._template is not None else "form.toml"
        dialogs.choose_file(self, tr("Save the form"), self.save_file, name=name, save=True)

    def save_file(self, file: Path) -> None:
        data = self._editor.source().encode()
        self.window_.photos.write(self, data, file, lambda: self.window_.say(tr("Written: {file}", file=file)))

    # What it looks like

    def _typed(self) -> None:
        self._pause.start()

    def _read(self) -> None:
        """Checks what is typed now, away from the window, and shows it; keeps it as a draft."""
        source = self._editor.source()
        self._keep()

        def read(_progress: Progress) -> Template:
            from checkpoint_app import lists

            return template_file.parse(source.encode(), lists.choices())

        def current() -> bool:
            return self._editor.source() == source

        Operation.beside(self, read, runner=self.runner).on_success(
            lambda template: self._show(template) if current() else None
        ).on_error(lambda error: self._refused(error) if current() else None).start()

    def _refused(self, error: UserError) -> None:
        """The mistakes; the preview stays as it was, so that nothing flickers while a line is half typed."""
        if isinstance(error, TemplateFault):
            self._template = None
            self._editor.show_faults(error.faults)
        else:
            dialogs.show_error(self, error)

    def _show(self, template: Template) -> None:
        self._template = template
        self._editor.show_faults((), tr("No mistake: {form} version {version}", form=template.id, version=template.version))
        if template.identity == self._shown:
            return
        self._shown = template.identity
        if self._form is not None and self._form.template.id == template.id:
            self._form.change(template)
        else:
            parts.empty(self._form_card.body)
            self._form = TemplateForm(template, replace(self.window_.fields, photos=None))  # nothing is kept here
            self._form_card.body.addWidget(self._form)
        self._title.setText(visible(display.title(template)))
        self._told.setText(visible("\n".join(f"{what}：{said}" for what, said in about(template))))
        self._preview.show()

    def _keep(self) -> None:
        """What is typed and not added stays, also over the lock."""
        source, stored, account = self._editor.source(), self._stored, self.window_.session.account.id

        def work(store: Store, _progress: Progress) -> None:
            from checkpoint_app.store import drafts

            if source and source != stored:
                drafts.save(store, f"{DRAFT}-{account}", DRAFT, {"source": source})
            else:
                drafts.discard(store, f"{DRAFT}-{account}")

        Operation(self.window_, work, runner=self.runner).in_background().start()

    # Adding

    def add(self) -> None:
        """As a new form or version. What is wrong is said, and the text stays."""
        if not self._add.isEnabled():
            return
        source = self._editor.source()

        def work(store: Store, _progress: Progress) -> Added:
            from checkpoint_app.store import templates

            return Added(*templates.add_own(store, source.encode()))

        def refused(error: UserError) -> None:
            if isinstance(error, TemplateFault):
                self._editor.show_faults(error.faults)
            else:
                dialogs.show_error(self, error)

        Operation(self, work, runner=self.runner).on_success(lambda added: self._added(added, source)).on_error(refused).start()

    def _added(self, added: Added, source: str) -> None:
        self._stored = source
        self._keep()
        form, version = display.title(added.template), added.template.version
        if added.new:
            self.window_.say(tr("{form}, version {version}, is added; duties offer it from now on.", form=form, version=version))
        else:
            self.window_.say(tr("This form is there already, unchanged."))
        self.enter()


@dataclass(frozen=True, slots=True)
class Added:
    """What adding gave."""

    template: Template
    new: bool
    changes: Changes
