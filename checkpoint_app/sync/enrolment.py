"""How a machine becomes one of the unit: its card goes to the station, the station's answer comes back, both on a stick.

A card is one line of JSON, {"statement": text, "signature": hex}. The statement is canonical JSON

    {"age": recipient, "checkpoint-app": "card", "device": id, "format": 1, "name": text, "public_key": hex}

signed by the device: Ed25519 over b"checkpoint-app card 1\\n" ‖ statement. It holds nothing secret and no person. Whoever enrols it
compares the words of its fingerprint with those on the machine itself, because a stick can be exchanged on the way.

The answer is a bundle with everything that the new machine may have. A machine that knows no unit yet takes the unit from the answer:
only the holder of its age key can read it, and it shows the words of the unit, which the station shows too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyrage

from checkpoint_app.export import carrier
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.i18n import tr
from checkpoint_app.model import chain
from checkpoint_app.store import identity, revocation, trust, unenrolled
from checkpoint_app.store.identity import Certificate
from checkpoint_app.sync import bundle, bundle_reader, errors, fingerprint, intake

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

FORMAT = 1
CARD_SUFFIX = ".checkpoint-card"
"""What the window calls cards; the command line takes any name."""
_MARK = "card"
_PREFIX = b"checkpoint-app card 1\n"
_LARGEST_CARD = 4096
_LONGEST_NAME = 80
_ANSWER_AT_LEAST = 64 << 10
FIELD, STATION = "field", "station"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a machine says of itself; its signature holds. `recipient` is the age key to which bundles for it are encrypted."""

    id: str
    public: bytes
    recipient: str
    name: str

    def words(self) -> str:
        """The fingerprint, to be compared with the machine's own screen."""
        return fingerprint.words(fingerprint.of_device(self.public, self.recipient))


def own_card(store: Store) -> Card:
    return Card(id=store.keys.id, public=store.keys.public, recipient=store.keys.recipient, name=store.device.name)


def card_bytes(store: Store) -> bytes:
    """The file that goes to the station."""
    own = own_card(store)
    statement = chain.canonical(
        {
            "checkpoint-app": _MARK,
            "format": FORMAT,
            "device": own.id,
            "public_key": own.public.hex(),
            "age": own.recipient,
            "name": own.name,
        }
    )
    signature = store.keys.sign(_PREFIX + statement)
    return chain.canonical({"statement": statement.decode(), "signature": signature.hex()}) + b"\n"


def card_name(device: str) -> str:
    """The card's file on a stick: several machines' cards lie side by side."""
    return f"card-{device[:8]}{CARD_SUFFIX}"


def new_cards(store: Store, folder: Path) -> dict[Path, Card]:
    """The whole cards in a folder of machines that do not belong to the unit yet. Raises OSError."""
    known = trust.load(store).devices
    found: dict[Path, Card] = {}
    for file in sorted(folder.glob(f"*{CARD_SUFFIX}")):
        try:
            card = read_card(file.read_bytes(), file.name) if file.stat().st_size <= _LARGEST_CARD else None
        except errors.CardUnreadable:
            continue  # whoever chooses the file is told why
        if card is not None and card.id not in known:
            found[file] = card
    return found


def read_card(data: bytes, shown: str) -> Card:
    """Raises CardUnreadable for anything but a whole card that its own key signed."""
    try:
        if len(data) > _LARGEST_CARD:
            raise ValueError
        found = json.loads(data)
        statement, signature = str(found["statement"]), bytes.fromhex(found["signature"])
        said: dict[str, Any] = json.loads(statement)
        if said["checkpoint-app"] != _MARK:
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise errors.CardUnreadable(file=shown, what=tr("it is no device card")) from error
    if said.get("format") != FORMAT:
        raise errors.CardUnreadable(file=shown, what=tr("a newer program wrote it"))
    try:
        public, recipient, name = bytes.fromhex(said["public_key"]), str(said["age"]), str(said["name"])[:_LONGEST_NAME]
        pyrage.x25519.Recipient.from_str(recipient)
        holds = identity.is_signed(public, signature, _PREFIX + statement.encode()) and chain.device_id(public) == said["device"]
    except (ValueError, KeyError, TypeError, pyrage.RecipientError) as error:
        raise errors.CardUnreadable(file=shown, what=tr("it was damaged on its way")) from error
    if not holds:
        raise errors.CardUnreadable(file=shown, what=tr("it was damaged on its way"))
    return Card(id=said["device"], public=public, recipient=recipient, name=name)


def unit_words(store: Store) -> str:
    """The words of the unit: station and new machine show the same ones."""
    return fingerprint.words(fingerprint.of_unit(bytes.fromhex(trust.root(store))))


def require_station(store: Store, what: str) -> None:
    """Raises OnlyStations, NotAllowed: enrolling and revoking is for a station's machine and somebody who leads or administers."""
    known = trust.load(store)
    if not known.is_station(store.keys.id) or known.is_revoked(store.keys.id):
        raise errors.OnlyStations(what=what)
    store.require(what, "leader", "admin")


def enrol(store: Store, card: Card, *, name: str = "", station: bool = False) -> Certificate:
    """Certifies a machine with the next free letter. Raises OnlyStations, NotAllowed, AlreadyEnrolled, DeviceRevoked."""
    require_station(store, tr("enrol a machine"))
    known = trust.load(store)
    found = known.devices.get(card.id)
    if found is not None:
        label = f"{found.letter} {found.name}"
        if known.is_revoked(card.id):
            raise errors.DeviceRevoked(device=label)
        raise errors.AlreadyEnrolled(device=label, letter=found.letter)
    content = identity.certify(
        card,
        unit=store.unit.id,
        kind=STATION if station else FIELD,
        letter=next_letter({certificate.letter for certificate in known.devices.values()}),
        name=(name.strip() or card.name)[:_LONGEST_NAME],
        by=store.keys.id,
        at=store.now(),
        signer=store.keys.signing,
    )
    with store.transaction() as transaction:
        transaction.append("certificate", card.id, "create", {"open": {"set": content}})
    return trust.load(store).devices[card.id]


def enrol_and_answer(
    store: Store, card: Card, file: Path, *, name: str = "", station: bool = False
) -> tuple[Certificate, bundle.Written]:
    """Both at once. The place for the answer is tried first, so that a full stick does not leave half an enrolment behind.

    Raises as `enrol`, and the errors of a stick.
    """
    part = file.with_name(file.name + carrier.PART)
    try:
        if not file.parent.is_dir():
            raise stick_errors.FolderMissing(folder=file.parent)
        try:
            part.write_bytes(bytes(_ANSWER_AT_LEAST))
        finally:
            part.unlink(missing_ok=True)
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, file.parent) from trouble
    certificate = enrol(store, card, name=name, station=station)
    return certificate, answer(store, certificate.device, file)


def revoke(store: Store, device: str, reason: str) -> revocation.Loss:
    """Cuts off a machine that was lost. Raises OnlyStations, NotAllowed, and as `revocation.revoke`."""
    require_station(store, tr("cut off a machine"))
    return revocation.revoke(store, device, reason)[0]


def is_waiting(store: Store) -> bool:
    """Whether this machine waits for a station's answer."""
    return unenrolled.is_waiting(store)


def next_letter(taken: set[str]) -> str:
    """The first of B … Z, A … Z, BA, BB … that no machine of the unit ever had; I and O look like digits."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    every: list[str] = [before + letter for before in ["", *letters] for letter in letters]
    for letter in every:
        if letter not in taken:
            return letter
    raise RuntimeError("no letter left")


def answer(store: Store, device: str, file: Path) -> bundle.Written:
    """The station's answer to a card: everything that the machine may have. Raises the errors of a stick."""
    return bundle.write_whole(store, file, device)


def accept(store: Store, files: Sequence[Path]) -> intake.Report:
    """The answer on the machine that waits for it: all volumes, any order; bundles for others may lie beside it. Afterwards it is a store
    like others.

    Raises AnswerNotOurs and what `bundle_reader` raises; then nothing was changed. Broken off later, it goes on when read again.
    """
    unit, ours = _answers(store, files)
    unenrolled.adopt(store, unit)
    report = intake.read(store, ours)
    if store.keys.id not in trust.load(store).devices:  # a volume is missing, or the stick was pulled out: it is read once more
        raise (
            report.refused[0][1]
            if report.refused
            else errors.AnswerNotOurs(file=files[0].name, what=tr("a part of it is missing"))
        )
    unenrolled.settle(store)
    return report


def _answers(store: Store, files: Sequence[Path]) -> tuple[str, list[Path]]:
    """The unit, and those of the files that this machine can open; each was gone through."""
    unit, ours = store.unit.id, []
    others: errors.BundleForOthers | None = None
    for file in files:
        try:
            with bundle_reader.opened(file, store.keys.age) as found:
                _check_answer(found, store, unit)
                bundle_reader.check_whole(found)
        except errors.BundleForOthers as error:
            others = error
            continue
        unit = found.manifest.unit
        ours.append(file)
    if others is not None and not ours:
        raise others
    return unit, ours


def _check_answer(found: bundle_reader.Bundle, store: Store, unit: str) -> None:
    """Whether the unit's own root key reaches the sender, a station, and this machine. Sets whom to believe."""
    manifest = found.manifest

    def refuse(what: str) -> errors.AnswerNotOurs:
        return errors.AnswerNotOurs(file=found.shown, what=what)

    if manifest.to != store.keys.id:
        raise refuse(tr("it is for another machine"))
    if unit not in ("", manifest.unit):
        raise refuse(tr("it is of another unit"))
    try:
        found.known = trust.of(manifest.certificates, manifest.unit, manifest.root)
    except ValueError as error:
        raise refuse(tr("no station of the unit wrote it")) from error
    if not found.known.is_station(manifest.sender):
        raise refuse(tr("no station of the unit wrote it"))
    own = found.known.devices.get(store.keys.id)
    if own is None or own.age != store.keys.recipient:
        raise refuse(tr("it holds no certificate of this machine"))
