"""What can go wrong with a stick or a sheet, in words that say what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop


class StickTooSmall(UserError):
    code = "STICK_FULL"
    message = noop("There is not enough room in {folder}: about {needed} MB are needed, {free} MB are free.")
    hint = noop("Make room or take a larger stick, or export a shorter period. Nothing in the program was touched.")


class StickFilled(StickTooSmall):
    code = "STICK_FILLED"
    message = noop("There was not enough room in {folder}: it became full while writing.")


class StickGone(UserError):
    code = "STICK_GONE"
    message = noop("The stick with {folder} is no longer there.")
    hint = noop("Plug it in again and start the export anew; what was half written does not count and can be deleted.")


class StickReadOnly(UserError):
    code = "STICK_READ_ONLY"
    message = noop("The folder {folder} cannot be written.")
    hint = noop("Look for a lock switch on the stick, or choose another one.")


class StickTrouble(UserError):
    code = "STICK_TROUBLE"
    message = noop("The stick with {folder} does not work as it should: {what}.")
    hint = noop("Use another stick; the data in the program is safe.")


class ExportDamaged(UserError):
    code = "EXPORT_DAMAGED"
    message = noop("The file {file} reads back differently from what was written.")
    hint = noop("The stick is faulty: use another one and do not trust this one again.")


class FolderMissing(UserError):
    code = "FOLDER_MISSING"
    message = noop("There is no folder {folder}.")
    hint = noop("Choose a stick or a folder that exists.")


class SheetUnreadable(UserError):
    code = "SHEET_UNREADABLE"
    message = noop("The file {file} cannot be read as a sheet: {what}.")
    hint = noop("Save it as .xlsx or as .csv and choose that file. Nothing was imported.")
    exit_code = EXIT_REFUSED


class SheetLocked(UserError):
    code = "SHEET_LOCKED"
    message = noop("The workbook {file} is protected by a password.")
    hint = noop("Open it in the spreadsheet program, save it without a password, and choose it again.")
    exit_code = EXIT_REFUSED


class SheetOld(UserError):
    code = "SHEET_OLD"
    message = noop("The file {file} is an old .xls workbook, whatever its name says.")
    hint = noop("Open it and save it as .xlsx, then choose that file.")
    exit_code = EXIT_REFUSED


class CellsRefused(UserError):
    code = "WORKBOOK_CELLS"
    message = noop("“{name}” cannot be filled: {faults}")
    hint = noop("Choose other cells for these figures, or take the workbook up anew.")
    exit_code = EXIT_REFUSED


class WorkbookTooLarge(UserError):
    code = "WORKBOOK_TOO_LARGE"
    message = noop("The workbook {file} has {size} KB; one that is filled each month may have {limit} KB.")
    hint = noop("Take pictures and sheets that are not reported out of it, and choose it again.")
    exit_code = EXIT_REFUSED


class SheetWithoutHead(UserError):
    code = "SHEET_HEAD"
    message = noop("No row of {file} has the column heads that are needed: {needed}.")
    hint = noop("Compare it with the empty sheet that the program writes; columns may stand in any order.")
    exit_code = EXIT_REFUSED


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LOCKED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ESTALE})


def of_stick(trouble: OSError, folder: Path) -> UserError:
    """The named error for what the operating system says of a stick."""
    if trouble.errno in _FULL:
        return StickFilled(folder=folder)
    if trouble.errno in _LOCKED:
        return StickReadOnly(folder=folder)
    if trouble.errno in _GONE:
        return StickGone(folder=folder)
    return StickTrouble(folder=folder, what=trouble.strerror or str(trouble))
