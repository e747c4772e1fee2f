"""Photos that arrive in pieces: broken off and gone on with, changed on the way, pieces that fit nowhere."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from checkpoint_app.errors import UserError
from checkpoint_app.model.travel import Chunk
from checkpoint_app.store import attachments, entries, opening, outgoing, receipts, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.store.branches import bring, runs
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import CHECK

PHOTO = random.Random(5).randbytes(3500)


@pytest.fixture
def laptop(fleet: units.Fleet, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(outgoing, "CHUNK_BYTES", 1000)
    return fleet.laptop("B")


@pytest.fixture
def photo(fleet: units.Fleet, laptop: Store, clock: Clock) -> str:
    """An entry with a photo, whose lines are at the station and whose bytes are not."""
    shift = units.open_shift(laptop, clock)
    sha = attachments.add(laptop, PHOTO, "image/jpeg")
    entries.record(laptop, CHECK, {"plate": "豫L12345", "photos": [sha]}, shift=shift.id)
    bring(fleet.station, runs(laptop))
    assert outgoing.wanted(fleet.station) == {sha: 0}
    return sha


def pieces(laptop: Store, station: Store) -> list[Chunk]:
    return list(outgoing.chunks(laptop, station.keys.id, outgoing.wanted(station)))


def test_broken_off_it_goes_on_where_it_was(fleet: units.Fleet, laptop: Store, photo: str, clock: Clock) -> None:
    station = fleet.station
    one, two, *_ = pieces(laptop, station)
    assert (attachments.take(station, one), attachments.take(station, two)) == (False, False)
    fleet.stores.remove(station)
    station.close()
    with opening.open_store(station.folder, officer="101234", password=PASSWORD, clock=clock) as again:
        assert outgoing.wanted(again) == {photo: 2000}
        rest = pieces(laptop, again)
        assert [(piece.at, len(piece.data)) for piece in rest] == [(2000, 1000), (3000, 500)]
        assert [attachments.take(again, piece) for piece in rest] == [False, True]
        assert attachments.get(again, photo) == ("image/jpeg", PHOTO)
        assert outgoing.wanted(again) == {}
        assert again.row("SELECT count(*) FROM arriving") == (0,)
        assert list(verify.verify(again)) == []


def test_a_changed_byte_is_refused_by_its_hash_and_all_of_it_asked_for_again(
    fleet: units.Fleet, laptop: Store, photo: str
) -> None:
    station = fleet.station
    for at, piece in enumerate(found := pieces(laptop, station)):
        data = bytes([piece.data[0] ^ 1]) + piece.data[1:] if at == 1 else piece.data
        assert not attachments.take(station, replace(piece, data=data)), f"piece {at} of {len(found)}"
    assert outgoing.wanted(station) == {photo: 0}
    assert station.row("SELECT count(*) FROM arriving") == (0,)
    with pytest.raises(UserError):
        attachments.get(station, photo)
    assert not any(receipts.is_received(laptop, entry) for (entry,) in laptop.rows("SELECT id FROM entry"))

    exchange(laptop, MemoryPeer(station))
    assert attachments.get(station, photo)[1] == PHOTO
    assert receipts.not_received(laptop) == []


def test_pieces_that_fit_nowhere_change_nothing(fleet: units.Fleet, laptop: Store, photo: str) -> None:
    station = fleet.station
    one, two, *_, last = pieces(laptop, station)
    assert not attachments.take(station, one)
    strange = [
        one,  # once more
        last,  # before those between
        replace(two, at=900),  # over what is here
        replace(two, at=1001),  # a byte is missing
        replace(two, data=PHOTO[1000:] + b"more"),  # beyond the end
        replace(two, at=3500, data=b"more"),
        replace(two, size=10_000),  # of another size than its line says
        replace(two, data=b""),
        replace(two, sha="0" * 64),  # of a file that nobody spoke of
    ]
    for piece in strange:
        assert not attachments.take(station, piece)
        assert outgoing.wanted(station) == {photo: 1000}
    assert [attachments.take(station, piece) for piece in pieces(laptop, station)] == [False, False, True]
    assert not attachments.take(station, one), "what is here already"
    assert attachments.get(station, photo)[1] == PHOTO


@pytest.mark.parametrize("offset", [3500, 10_000])
def test_who_claims_to_have_more_than_there_is_gets_nothing(fleet: units.Fleet, laptop: Store, photo: str, offset: int) -> None:
    assert list(outgoing.chunks(laptop, fleet.station.keys.id, {photo: offset})) == []
    assert list(outgoing.chunks(laptop, fleet.station.keys.id, {"0" * 64: 0})) == []
