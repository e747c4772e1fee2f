"""What can go wrong with bundles, cards and devices, in words that say what to do. After each of them the store is as it was."""

from __future__ import annotations

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop


class NotABundle(UserError):
    code = "BUNDLE_NONE"
    message = noop("The file {file} is no bundle of this program: {what}.")
    hint = noop("Choose a file whose name ends in .ckb and that this program wrote. Nothing was taken in.")
    exit_code = EXIT_REFUSED


class BundleDamaged(UserError):
    code = "BUNDLE_DAMAGED"
    message = noop("The bundle {file} did not arrive whole: {what}.")
    hint = noop(
        "Let the machine that wrote it write it again, and wait for “you can pull the stick out”. Nothing of it was taken in."
    )
    exit_code = EXIT_REFUSED


class BundleNewer(UserError):
    code = "BUNDLE_NEWER"
    message = noop("The bundle {file} was written by a newer version of the program ({what}).")
    hint = noop("Update the program on this machine and read it again. Nothing of it was taken in.")
    exit_code = EXIT_REFUSED


class BundleTooLarge(UserError):
    code = "BUNDLE_TOO_LARGE"
    message = noop("The bundle {file} unpacks to more than it says; it may be meant to do harm.")
    hint = noop("Do not use it; ask who wrote it, and show it to the station. Nothing of it was taken in.")
    exit_code = EXIT_REFUSED


class BundleAltered(UserError):
    code = "BUNDLE_ALTERED"
    message = noop("The bundle {file} is not what {sender} signed.")
    hint = noop("Let that machine write it again; if it happens again, tell the station. Nothing of it was taken in.")
    exit_code = EXIT_REFUSED


class BundleForOthers(UserError):
    code = "BUNDLE_FOR_OTHERS"
    message = noop("The bundle {file} is for other machines than this one.")
    hint = noop(
        "Take it to the machine it was written for, or have it written again after this one was enrolled. Nothing was taken in."
    )
    exit_code = EXIT_REFUSED


class OwnBundle(UserError):
    code = "BUNDLE_OWN"
    message = noop("This machine wrote the bundle {file} itself.")
    hint = noop("Read it on the machine it is for; here there is nothing to take in.")
    exit_code = EXIT_REFUSED


class NoBundles(UserError):
    code = "NO_BUNDLES"
    message = noop("There is no bundle in {folder}.")
    hint = noop("An empty stick changes nothing. Let the other machine write its bundle onto it first.")
    exit_code = EXIT_REFUSED


class NoStick(UserError):
    code = "NO_STICK"
    message = noop("No USB stick is plugged in.")
    hint = noop("Plug one in, or name the folder: checkpoint-app sync DIR.")


class SeveralSticks(UserError):
    code = "SEVERAL_STICKS"
    message = noop("Several USB sticks are plugged in: {folders}.")
    hint = noop("Name the one that is meant: checkpoint-app sync DIR.")


class CardUnreadable(UserError):
    code = "CARD_UNREADABLE"
    message = noop("The device card {file} cannot be used: {what}.")
    hint = noop("Write it again on that machine with “device card”, and copy it anew. Nothing was changed.")
    exit_code = EXIT_REFUSED


class AlreadyEnrolled(UserError):
    code = "DEVICE_ENROLLED"
    message = noop("The machine {device} is enrolled already.")
    hint = noop("If its answer was lost, write a bundle for it: checkpoint-app bundle write DIR --for {letter}.")
    exit_code = EXIT_REFUSED


class DeviceRevoked(UserError):
    code = "DEVICE_REVOKED"
    message = noop("The machine {device} was reported lost and is no longer believed.")
    hint = noop("Set it up anew in an empty folder (init --join); it gets new keys then. Nothing was changed.")
    exit_code = EXIT_REFUSED


class OnlyStations(UserError):
    code = "ONLY_STATIONS"
    message = noop("Only a station's machine may do this: {what}.")
    hint = noop("Do it on the machine in the duty room.")


class AnswerNotOurs(UserError):
    code = "ANSWER_NOT_OURS"
    message = noop("The answer {file} does not enrol this machine: {what}.")
    hint = noop("Let the station enrol the card of this machine and bring that answer. Nothing was changed.")
    exit_code = EXIT_REFUSED
