"""What can go wrong with paper that a person can act on."""

from __future__ import annotations

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop


class UnreadablePdf(UserError):
    code = "PDF_UNREADABLE"
    message = noop("The file cannot be read as a PDF.")
    hint = noop("Choose the PDF that the program made; a damaged or locked one cannot be checked.")
    exit_code = EXIT_REFUSED


class NothingCorrected(UserError):
    code = "NOTHING_CORRECTED"
    message = noop("Nothing was corrected in this shift since it was signed.")
    hint = noop("A correction slip is not needed.")
    exit_code = EXIT_REFUSED
