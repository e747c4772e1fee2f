"""What a person can act on: one class per situation, with a sentence that names the thing and a hint that says what to do.

`UserError` is for the environment's or the user's part. Everything that is our own fault flies as an ordinary exception to the crash
dialog (window) or to exit code 70 (command line). The sentences are English source strings; `i18n.tr` gives the Chinese.
Each package keeps its own errors in its `errors` module; a test walks all subclasses.
"""

from __future__ import annotations

from typing import ClassVar

from checkpoint_app.i18n import tr

EXIT_DONE = 0
EXIT_FOUND_WRONG = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_CANNOT = 4
EXIT_OUR_BUG = 70


class UserError(Exception):
    """Something a person can act on.

    `code` is stable and printed by `checkpoint-app errors`; `message` and `hint` hold named placeholders filled from `details`;
    `exit_code` is what a command ends with. `field` names the form field or column it belongs to, where there is one.
    """

    code: ClassVar[str] = ""
    message: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    exit_code: ClassVar[int] = EXIT_CANNOT

    def __init__(self, *, field: str | None = None, **details: object) -> None:
        self.field = field
        self.details = details
        super().__init__(self.code)

    def text(self) -> str:
        """The sentence, in the language of the moment."""
        return tr(self.message, **self.details)

    def advice(self) -> str:
        """What to do, in the language of the moment."""
        return tr(self.hint, **self.details)

    def __str__(self) -> str:
        return f"{self.text()} {self.advice()}".strip()


def all_user_errors() -> list[type[UserError]]:
    """Every concrete `UserError` of the modules imported so far, by code."""
    found: list[type[UserError]] = []
    waiting = list(UserError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.code:
            found.append(kind)
    return sorted(found, key=lambda kind: kind.code)
