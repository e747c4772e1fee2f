"""What can go wrong with a store that a person can act on."""

from __future__ import annotations

from collections.abc import Sequence

from checkpoint_app.errors import EXIT_REFUSED, EXIT_USAGE, UserError
from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem


class NoStore(UserError):
    code = "NO_STORE"
    message = noop("There is no store in {folder}.")
    hint = noop("Set up a unit first, or name the right folder.")


class StoreExists(UserError):
    code = "STORE_EXISTS"
    message = noop("There is a store in {folder} already.")
    hint = noop("Choose an empty folder; nothing was changed.")


class FolderNotEmpty(UserError):
    code = "FOLDER_NOT_EMPTY"
    message = noop("The folder {folder} is not empty.")
    hint = noop("Choose an empty folder; nothing was changed.")


class NotEnrolledYet(UserError):
    code = "NOT_ENROLLED_YET"
    message = noop("This machine waits for the station's answer.")
    hint = noop("Take its card to the station (device card -o FILE) and read the answer that comes back (bundle read FILE).")


class StoreInUse(UserError):
    code = "STORE_IN_USE"
    message = noop("The store in {folder} is in use by another program.")
    hint = noop("Close the other window or wait until the other command has ended, then try again.")


class NewerStore(UserError):
    code = "STORE_NEWER"
    message = noop("The store was written by a newer version of the program (format {found}, known {known}).")
    hint = noop("Update the program; nothing was changed.")


class StoreDamaged(UserError):
    code = "STORE_DAMAGED"
    message = noop("The store file in {folder} cannot be read: {what}.")
    hint = noop("Do not write to it. Restore the newest backup, and keep the damaged folder for the station.")


class OldDatabaseLibrary(UserError):
    code = "SQLITE_TOO_OLD"
    message = noop("The database library is version {found}; {needed} or newer is needed.")
    hint = noop("Run the set-up again so that the right one is installed.")


class DiskFull(UserError):
    code = "DISK_FULL"
    message = noop("The disk with {folder} is full; this was not saved.")
    hint = noop("Free some room and save again. Everything saved before is safe.")


class LineTooLarge(UserError):
    code = "LINE_TOO_LARGE"
    message = noop("This is too large for one record: {size} MB; {limit} MB are the most.")
    hint = noop(
        "Divide it into several records, or leave out what is not needed. Nothing was saved of it; what you typed is still there."
    )
    exit_code = EXIT_REFUSED


class DiskReadOnly(UserError):
    code = "DISK_READ_ONLY"
    message = noop("The folder {folder} cannot be written; this was not saved.")
    hint = noop("Check the disk and its permissions. Everything saved before is safe.")


class DiskTrouble(UserError):
    code = "DISK_TROUBLE"
    message = noop("The disk with {folder} does not answer as it should: {what}.")
    hint = noop("Check the disk, then start again. Everything saved before is safe.")


class NoKeys(UserError):
    code = "KEYS_MISSING"
    message = noop("The key file keys.json is missing in {folder}.")
    hint = noop("Copy keys.json back from a backup of this folder; the data is still there.")


class KeysDamaged(UserError):
    code = "KEYS_DAMAGED"
    message = noop("The key file {file} is damaged.")
    hint = noop("Copy keys.json back from a backup of this folder; the data is still there.")


class WrongPassword(UserError):
    code = "WRONG_PASSWORD"
    message = noop("Wrong badge number or password.")
    hint = noop("Try again. A leader can give a one-time password; the recovery key opens the store as well.")


class PasswordWait(UserError):
    code = "PASSWORD_WAIT"
    message = noop("Too many wrong passwords. The next try is possible in {seconds} s.")
    hint = noop("Wait, or let another account unlock. Nothing is erased.")


class WrongRecoveryKey(UserError):
    code = "WRONG_RECOVERY_KEY"
    message = noop("This is not the recovery key of this store.")
    hint = noop("Compare it group by group with the recovery sheet.")


class WeakPassword(UserError):
    code = "WEAK_PASSWORD"
    message = noop("The password is too short.")
    hint = noop("Use at least {least} characters.")
    exit_code = EXIT_USAGE


class NotAllowed(UserError):
    code = "NOT_ALLOWED"
    message = noop("Your account may not do this: {what}.")
    hint = noop("Ask somebody with the role {roles}.")


class Unknown(UserError):
    """A named thing that is not there. `noun` is a shown word."""

    code = "UNKNOWN"
    message = noop("There is no {noun} “{name}”.")
    hint = noop("Check the spelling, or add it first.")
    exit_code = EXIT_REFUSED


class Ambiguous(UserError):
    code = "AMBIGUOUS"
    message = noop("“{name}” fits more than one {noun}.")
    hint = noop("Use the id or the full name.")
    exit_code = EXIT_REFUSED


class Refused(UserError):
    """Values that break a rule. `problems` says which and why; nothing was saved."""

    code = "REFUSED"
    message = noop("Not saved: {what}")
    hint = noop("Correct it and save again.")
    exit_code = EXIT_REFUSED

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.severity != "error")
        errors = [problem for problem in problems if problem.severity == "error"] or list(problems)
        super().__init__(field=errors[0].field if errors else None, what=" ".join(problem.text() for problem in errors))


class NoOpenShift(UserError):
    code = "NO_OPEN_SHIFT"
    message = noop("You have no open shift.")
    hint = noop("Open a shift, or name one.")
    exit_code = EXIT_REFUSED


class SeveralOpenShifts(UserError):
    code = "SEVERAL_OPEN_SHIFTS"
    message = noop("You have several open shifts: {codes}.")
    hint = noop("Name the one that is meant.")
    exit_code = EXIT_REFUSED


class ShiftClosed(UserError):
    code = "SHIFT_CLOSED"
    message = noop("The shift {code} is closed.")
    hint = noop("Record it afterwards with a reason; it is marked as added later.")
    exit_code = EXIT_REFUSED


class HandoverElsewhere(UserError):
    code = "SHIFT_SHARED"
    message = noop("The shift {code} was opened on another machine; it is handed over there.")
    hint = noop("End it here without a successor: at the station both stand in one log.")
    exit_code = EXIT_REFUSED


class WrongShiftState(UserError):
    code = "SHIFT_STATE"
    message = noop("The shift {code} is “{state}”; this cannot be done now.")
    hint = noop("Look at the shift's state first; nothing was changed.")
    exit_code = EXIT_REFUSED


class NotTheSuccessor(UserError):
    code = "NOT_SUCCESSOR"
    message = noop("This shift is handed to {name}; only that officer can take it over.")
    hint = noop("Switch to that officer, or hand it over anew.")
    exit_code = EXIT_REFUSED


class ReasonNeeded(UserError):
    code = "REASON_NEEDED"
    message = noop("A reason is needed for: {what}.")
    hint = noop("Write in a few words why.")
    exit_code = EXIT_REFUSED


class NotUndoable(UserError):
    code = "NOT_UNDOABLE"
    message = noop("There is nothing to undo: {why}.")
    hint = noop("Correct or void the entry with a reason instead.")
    exit_code = EXIT_REFUSED


class AlreadyVoid(UserError):
    code = "ALREADY_VOID"
    message = noop("The entry is void already.")
    hint = noop("Nothing was changed.")
    exit_code = EXIT_REFUSED


class UnitFileUnreadable(UserError):
    code = "UNIT_FILE_UNREADABLE"
    message = noop("The unit file {file} cannot be used: {what}.")
    hint = noop("Let the first laptop write it again, and type its code as shown there.")
    exit_code = EXIT_REFUSED


class FileEmpty(UserError):
    code = "FILE_EMPTY"
    message = noop("{name} is empty: 0 bytes.")
    hint = noop("Take the photo again, or copy it once more from the phone.")
    exit_code = EXIT_REFUSED


class FileUnreadable(UserError):
    code = "FILE_UNREADABLE"
    message = noop("{name} cannot be read: {what}.")
    hint = noop("Check that it is there and that you may read it, then choose it again.")
    exit_code = EXIT_REFUSED


class FileTooLarge(UserError):
    code = "FILE_TOO_LARGE"
    message = noop("{name} has {size} MB; {limit} MB are the most.")
    hint = noop("Take a photo of it, or save it smaller.")
    exit_code = EXIT_REFUSED


class DocumentTooLarge(UserError):
    code = "DOCUMENT_TOO_LARGE"
    message = noop("The document {name} has {size} MB; {limit} MB are the most.")
    hint = noop("Attach the pages that matter, or save it smaller.")
    exit_code = EXIT_REFUSED


class NotAPicture(UserError):
    code = "PHOTO_NONE"
    message = noop("{name} is neither a picture nor a PDF.")
    hint = noop("Photos as JPEG, PNG, WebP, BMP or GIF and documents as PDF can be attached, whatever the file is called.")
    exit_code = EXIT_REFUSED


class AppleFormat(UserError):
    code = "PHOTO_HEIC"
    message = noop("{name} is a HEIC picture, which this program cannot read.")
    hint = noop("On the phone choose Settings, Camera, Formats, Most Compatible; or send the photo as JPEG.")
    exit_code = EXIT_REFUSED


class PictureTooLarge(UserError):
    code = "PHOTO_PIXELS"
    message = noop("{name} has {size} pixels, {megapixels} megapixels; {limit} are the most.")
    hint = noop("Set the camera to an ordinary resolution, or save the picture smaller. It was not opened.")
    exit_code = EXIT_REFUSED


class PictureMoves(UserError):
    code = "PHOTO_MOVES"
    message = noop("{name} is a moving picture.")
    hint = noop("Attach a still one: take a photo or a screenshot.")
    exit_code = EXIT_REFUSED


class PictureBroken(UserError):
    code = "PHOTO_BROKEN"
    message = noop("{name} begins like a picture but cannot be read to its end.")
    hint = noop("Copy it once more from the phone or the card, or take it again.")
    exit_code = EXIT_REFUSED


class FileNotWritten(UserError):
    code = "FILE_NOT_WRITTEN"
    message = noop("{name} could not be written: {what}.")
    hint = noop("Choose another folder; the photo in the program is safe.")


class FormWithoutPrefix(UserError):
    code = "FORM_PREFIX"
    message = noop("The id “{form}” has no prefix; those without one are for the forms that come with the program.")
    hint = noop('Write id = "{own}" in its first lines and add it again; nothing was added.')
    exit_code = EXIT_REFUSED


class FormVersionTaken(UserError):
    code = "FORM_VERSION"
    message = noop("The form {form} has a version {version} or a newer one already, and this file is another one.")
    hint = noop("Write version = {next} and add it again; nothing was added. Entries keep the version they were written with.")
    exit_code = EXIT_REFUSED


class OwnDevice(UserError):
    code = "OWN_DEVICE"
    message = noop("{device} is this machine itself; it cannot cut itself off.")
    hint = noop("Report it on another station machine.")
    exit_code = EXIT_REFUSED


class AlreadyRevoked(UserError):
    code = "ALREADY_REVOKED"
    message = noop("{device} was cut off already.")
    hint = noop("Nothing was changed; the report can be printed again.")
    exit_code = EXIT_REFUSED


class NoEquipment(UserError):
    code = "EQUIPMENT_NONE"
    message = noop("No fire equipment is on file there.")
    hint = noop("Add it under Fire equipment, or with import equipment; the first round can build the register.")
    exit_code = EXIT_REFUSED


class NoSuchFloor(UserError):
    code = "FLOOR_UNKNOWN"
    message = noop("No equipment is on file on floor {floor}; there are: {known}.")
    hint = noop("Write the floors as the register has them, with commas between them.")
    exit_code = EXIT_REFUSED
