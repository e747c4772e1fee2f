"""A picture of a form without a store: the real widgets on a white sheet. And what a form shows besides its fields, in words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from checkpoint_app import i18n
from checkpoint_app.gui import parts, theme
from checkpoint_app.gui.application import application
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.pictures import quiet
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.i18n import tr
from checkpoint_app.model import display
from checkpoint_app.model.records import DUTY_LABELS, label
from checkpoint_app.model.template import Measure, Template
from checkpoint_app.model.template import label as words
from checkpoint_app.store import errors

WIDTH_PX, TALLEST_PX = 1100, 6000


def about(template: Template) -> list[tuple[str, str]]:
    """(what, words): who is offered the form, the columns of list and paper, what it counts."""
    duties = [tr("every duty") if duty == "any" else label(DUTY_LABELS, duty) for duty in template.duty]
    return [
        (tr("Offered on"), "、".join(duties)),
        (tr("In the list"), "　".join(display.column_title(template, column.key) for column in template.list_columns)),
        (tr("On paper"), "　".join(display.column_title(template, column.key) for column in template.print_columns)),
        (tr("Counted"), "　".join(map(_counted, template.measures)) or tr("nothing|counted")),
    ]


def _counted(measure: Measure) -> str:
    if measure.label:
        return words(measure.label)
    return "".join(piece if isinstance(piece, str) else f"{{{piece[1]}}}" for piece in measure.name)


def take(template: Template, file: Path) -> None:
    """Writes the PNG file, by day and in the language of the moment. Raises FileNotWritten."""
    language = i18n.language()
    with quiet():
        application()
        i18n.set_language(language)
        theme.apply(theme.Look())
        _take(template, file)


def _take(template: Template, file: Path) -> None:
    sheet = QWidget()
    sheet.setObjectName("page")
    told = [parts.label(f"{what}：{said}", "soft", wrap=True) for what, said in about(template)]
    title = f"{display.title(template)}   {template.id} {template.version}"
    cards = (parts.Card(TemplateForm(template, FieldContext())), parts.Card(*told))
    sheet.setLayout(parts.column(parts.label(title, "title"), *cards, None, gap=10, margins=(16, 12, 16, 12)))
    sheet.resize(WIDTH_PX, TALLEST_PX)  # so high that nothing is squeezed; then cut to what the form takes
    sheet.show()
    QApplication.processEvents()
    focused = sheet.focusWidget()
    if focused is not None:
        focused.clearFocus()
    sheet.resize(WIDTH_PX, cards[-1].geometry().bottom() + 16)
    QApplication.processEvents()
    saved = sheet.grab().save(str(file), "PNG")
    sheet.close()
    sheet.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not saved:
        raise errors.FileNotWritten(name=file, what="PNG")
