"""One widget per field kind (design §3). `make(field, context)` gives the widget; `WIDGETS` is the whole list, and a test compares it
with `model.kinds`. Widgets know nothing of the store: what they may offer comes in a `FieldContext`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checkpoint_app.gui.fields.checklist import ChecklistField
from checkpoint_app.gui.fields.choosing import ChoiceField, choices_field
from checkpoint_app.gui.fields.coded import IdentityField, PhoneField, PlateField
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget, ListedRegisters, Remedy
from checkpoint_app.gui.fields.newer import NewerField
from checkpoint_app.gui.fields.photos import PhotosField
from checkpoint_app.gui.fields.plain import CountField, NoteField, NumberField, TextField
from checkpoint_app.gui.fields.registered import CrewField, RegisterField
from checkpoint_app.gui.fields.rows import TableField, VehiclesField
from checkpoint_app.gui.fields.times import DateField, DatetimeField, TimeField
from checkpoint_app.gui.pick import Option
from checkpoint_app.model.template import Field

WIDGETS: Mapping[str, Callable[[Field, FieldContext], FieldWidget]] = {
    "text": TextField,
    "note": NoteField,
    "number": NumberField,
    "count": CountField,
    "choice": ChoiceField,
    "choices": choices_field,
    "datetime": DatetimeField,
    "date": DateField,
    "time": TimeField,
    "plate": PlateField,
    "identity": IdentityField,
    "phone": PhoneField,
    "site": RegisterField,
    "officer": RegisterField,
    "equipment": RegisterField,
    "hazard": RegisterField,
    "crew": CrewField,
    "vehicles": VehiclesField,
    "checklist": ChecklistField,
    "table": TableField,
    "photos": PhotosField,
    "": NewerField,
}


def make(field: Field, context: FieldContext) -> FieldWidget:
    """The widget of a field; of a kind nobody knows, one that keeps the value."""
    return WIDGETS.get(field.kind, NewerField)(field, context)


__all__ = ["WIDGETS", "FieldContext", "FieldWidget", "ListedRegisters", "Option", "Remedy", "make"]
