"""What is wrong with a form's file, all of it at once, each with its line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, Severity, register

register(
    {
        "TEMPLATE_ENCODING": noop("The file is not UTF-8 text: save it as UTF-8."),
        "TEMPLATE_SYNTAX": noop("This is not TOML: {what}"),
        "TEMPLATE_SIZE": noop("The file has {size} bytes; {limit} are the most."),
        "TEMPLATE_KEY_UNKNOWN": noop("“{key}” is not known here. Known are: {known}."),
        "TEMPLATE_KEY_MISSING": noop("“{key}” is missing."),
        "TEMPLATE_KEY_UNFIT": noop("“{key}” means nothing for the kind “{kind}”: take it out."),
        "TEMPLATE_TYPE": noop("“{key}” must be {wanted}."),
        "TEMPLATE_RANGE": noop("“{key}” must lie between {least} and {most}."),
        "TEMPLATE_NAME": noop("“{text}” cannot be used as “{key}”: {wanted}."),
        "TEMPLATE_TWICE": noop("“{text}” stands here a second time."),
        "TEMPLATE_KIND_UNKNOWN": noop("There is no kind of field “{kind}”. Known are: {known}."),
        "TEMPLATE_LIST_UNKNOWN": noop("There is no list “{list}”. Known are: {known}."),
        "TEMPLATE_FIELD_UNKNOWN": noop("There is no field “{field}” here. Known are: {known}."),
        "TEMPLATE_CODE_UNKNOWN": noop("“{code}” is not among the choices of “{field}”: {known}."),
        "TEMPLATE_FLAG_UNKNOWN": noop("No choice of “{field}” carries the flag “{flag}”."),
        "TEMPLATE_COMPARISON": noop("A condition compares something: {known}."),
        "TEMPLATE_UNFIT": noop("“{comparison}” does not go with the field “{field}” of the kind “{kind}”."),
        "TEMPLATE_DEFAULT": noop("The default does not fit the field: {what}"),
        "TEMPLATE_CYCLE": noop("“{field}” depends on itself by way of {path}."),
        "TEMPLATE_PERSONAL": noop("A column cannot be {key} by itself: mark the whole table."),
        "TEMPLATE_BOTH": noop("“{key}” and “{other}” exclude each other."),
        "TEMPLATE_BRACES": noop("A brace is left over in “{text}”: write {{field}} for a field."),
        "TEMPLATE_TABLES": noop("A figure counts the rows of one table; this one names {tables}."),
        "TEMPLATE_WIDTH": noop("Only the last column may be without “mm”: it takes the rest of the line."),
        "TEMPLATE_LABEL_TWICE": noop("Two fields are called “{text}”: officers cannot tell them apart."),
    }
)

_SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake. `line` counts from 1, 0 where there is none; `key` is the place, such as `field[3].choices`."""

    line: int
    key: str
    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """The sentence without the line, in the language of the moment."""
        return Problem(field=self.key, severity=Severity.ERROR, code=self.code, details=self.details).text()

    def __str__(self) -> str:
        return tr("line {line}: {text}", line=self.line, text=self.text()) if self.line else self.text()


class _Listed(tuple[Fault, ...]):
    """Faults that become their sentences where they are written into one."""

    __slots__ = ()

    def __str__(self) -> str:
        shown = [str(fault) for fault in self[:_SHOWN]]
        return "\n".join(shown + ["…"] * (len(self) > _SHOWN))


class TemplateFault(UserError):
    """A form that cannot be used; `faults` are all mistakes of the file, by line."""

    code: ClassVar[str] = "TEMPLATE_FAULT"
    message: ClassVar[str] = noop("The form has mistakes ({count}):\n{faults}")
    hint: ClassVar[str] = noop("Correct the lines named and check the file again; nothing was added.")
    exit_code: ClassVar[int] = EXIT_REFUSED

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(count=len(self.faults), faults=_Listed(self.faults))
