"""What a machine that waits for its station does with sticks: which hold its card or an answer, writing the one, reading the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checkpoint_app.errors import UserError
from checkpoint_app.model.records import Changes
from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stick or folder. `answers` are the bundles in it that this machine can open, `card` whether its card lies there already."""

    path: Path
    label: str
    writable: bool
    card: bool
    answers: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The machine belongs to a unit now; `words` are the unit's, as the station shows them."""

    unit: str
    words: str
    changes: Changes


def look(store: Store, folders: Sequence[tuple[Path, str, bool]]) -> tuple[str, tuple[Place, ...]]:
    """The words of this machine's card, and what lies in each (folder, label, writable)."""
    from checkpoint_app.sync import enrolment

    name = enrolment.card_name(store.keys.id)
    found = [
        Place(path=path, label=label, writable=writable, card=_is_there(path / name), answers=_answers(store, path))
        for path, label, writable in folders
    ]
    return enrolment.own_card(store).words(), tuple(found)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        return False  # the stick was pulled out


def _answers(store: Store, folder: Path) -> tuple[Path, ...]:
    from checkpoint_app.sync import bundle_reader

    try:
        files = bundle_reader.bundles_in(folder)
    except OSError:
        return ()
    return tuple(file for file in files if _is_ours(store, file))


def _is_ours(store: Store, file: Path) -> bool:
    from checkpoint_app.sync import bundle_reader

    try:
        return bundle_reader.inspect(store, file).to == store.keys.id
    except UserError:
        return False


def write_card(store: Store, folder: Path) -> Path:
    """This machine's card into a folder. Raises the errors of a stick."""
    from checkpoint_app.export import errors as stick_errors
    from checkpoint_app.store import keys
    from checkpoint_app.sync import enrolment

    file = folder / enrolment.card_name(store.keys.id)
    if not folder.is_dir():
        raise stick_errors.FolderMissing(folder=folder)
    try:
        keys.write_aside(file, enrolment.card_bytes(store))
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, folder) from trouble
    return file


def read_answer(store: Store, files: Sequence[Path]) -> Joined:
    """Takes the station's answer in. Raises AnswerNotOurs and what bundles raise; then nothing was changed."""
    from checkpoint_app.sync import enrolment

    enrolment.accept(store, files)
    nouns = frozenset({"unit", "account", "officer", "site"})
    return Joined(unit=store.unit.name, words=enrolment.unit_words(store), changes=Changes(nouns=nouns))
