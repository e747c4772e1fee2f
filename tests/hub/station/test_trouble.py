"""What goes wrong between a laptop and its hub: cut anywhere, killed before the answer, somebody else on the line, machines that may not.

After each: a named error that says what to do, two stores that are whole, no ✓ that is not true, and the next exchange goes on.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zstandard

from checkpoint_app.errors import UserError
from checkpoint_app.hub import serving, tls
from checkpoint_app.hub.station import web
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store import attachments, entries, opening, receipts, revocation, tally, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import answer, greeting, http, messages, pinned
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.http import HttpPeer
from tests.hub.station.relay import Relay
from tests.hub.station.serving import PIN, record, rest, serve, sync
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import state

TABLES = ("chain", "line", "entry", "shift", "register", "tally", "receipt", "flag", "arriving", "ask")


def kept(store: Store) -> list[object]:
    return [store.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]


def check_truth(laptop: Store, station: Store, made: list[str]) -> None:
    """Every ✓ is true: what it stands at is at the station, as the laptop has it, with all of its lines."""
    lines = "SELECT hex(hash) FROM line WHERE record=? ORDER BY 1"
    for entry in made:
        if receipts.is_received(laptop, entry):
            assert entries.get(station, entry).values == entries.get(laptop, entry).values
            assert set(laptop.rows(lines, (entry,))) <= set(station.rows(lines, (entry,)))
    for store in (laptop, station):
        assert list(verify.verify(store)) == []


def refused(attempt: object) -> UserError:
    """The named error of an exchange; it says what to do."""
    with pytest.raises(UserError) as found:
        attempt()  # type: ignore[operator]
    assert found.value.text()
    assert found.value.advice()
    return found.value


def failure(laptop: Store, url: str) -> list[UserError]:
    """The error of an exchange that may have got through."""
    try:
        sync(laptop, url)
    except UserError as error:
        return [error]
    return []


@pytest.mark.parametrize("way", ["down", "up"])
def test_a_line_that_is_cut_at_any_byte(fleet: units.Fleet, laptop: Store, way: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Cut in the greeting of the machines, in a request, in an answer; what got through by then counts, nothing else does."""
    dice = random.Random(11)
    photo = attachments.add(laptop, bytes(dice.randbytes(9000)), "image/jpeg")
    made = record(laptop, 12)
    entries.correct(laptop, made[0], {"people": 4}, "补充")
    errors: list[UserError] = []
    with serve(fleet.station) as url:
        for most in sorted(dice.sample(range(200, 10_000), 16)):
            with Relay(url, **{way: most}) as relay:  # type: ignore[arg-type]
                errors += failure(laptop, relay.url)
            rest(url)
            check_truth(laptop, fleet.station, made)
            made += record(laptop, 1)
        sync(laptop, url)
        sync(laptop, url)
    assert [error for error in errors if not isinstance(error, pinned.ServerUnreachable)] == []
    assert len(errors) >= 5
    assert "Traceback" not in capfd.readouterr().err, "a cut line is no fault of the hub"
    assert receipts.not_received(laptop) == []
    check_truth(laptop, fleet.station, made)
    assert attachments.get(fleet.station, photo) == attachments.get(laptop, photo)


@contextmanager
def hub_process(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """A hub as the station runs it: a process of its own over its store. Yields it with its address and fingerprint."""
    command = [sys.executable, "-m", "checkpoint_app", "--store", str(folder), "--json", "hub", "serve"]
    environment = {
        **os.environ,
        "CHECKPOINT_OFFICER": "101234",
        "CHECKPOINT_PASSWORD": PASSWORD,
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    with subprocess.Popen([*command, "--host", "127.0.0.1", "--port", "0"], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        try:
            yield process, f"https://127.0.0.1:{said['url'].rpartition(':')[2]}", said["fingerprint"]
        finally:
            process.kill()


def test_a_hub_killed_between_its_commit_and_its_answer(tmp_path: Path, clock: Clock) -> None:
    """Its process is killed while the answer that all is durable lies in the hands of the one on the line."""
    fleet = units.Fleet(tmp_path, clock)
    laptop, place = fleet.laptop(), fleet.station.folder
    made = record(laptop, 30)
    fleet.station.close()
    fleet.stores.remove(fleet.station)
    answers = 0

    with hub_process(place) as (process, url, pin):

        def kill(piece: bytes) -> bool:
            nonlocal answers
            taken = (place / "store.db-wal").stat().st_size > before + 60_000
            if taken:
                answers += 1
                process.send_signal(signal.SIGKILL)
                process.wait()
            return taken

        before = (place / "store.db-wal").stat().st_size
        with Relay(url, answered=kill) as relay, HttpPeer(laptop, relay.url, pin) as peer:
            error = refused(lambda: exchange(laptop, peer))
    assert isinstance(error, pinned.ServerUnreachable)
    assert answers >= 1
    assert not any(receipts.is_received(laptop, entry) for entry in made), "it was never told"
    with opening.open_store(place, officer="101234", password=PASSWORD, clock=clock) as station:
        assert all(entries.exists(station, entry) for entry in made), "the answer was on its way: all of it is durable"
        check_truth(laptop, station, made)
    with hub_process(place) as (_, url, pin), HttpPeer(laptop, url, pin) as peer:
        assert exchange(laptop, peer).given == 0, "it had everything"
    assert all(receipts.is_received(laptop, entry) for entry in made)
    fleet.close()


def test_somebody_who_steps_in_after_the_first_look(fleet: units.Fleet, laptop: Store) -> None:
    """The certificate is looked at first; whoever answers afterwards with another one gets nothing."""
    record(laptop, 2)
    before = kept(laptop), kept(fleet.station)
    key, certificate = tls.make("another")
    listening = serving.listen("127.0.0.1", 0)
    with (
        serve(fleet.station) as url,
        serving.beside(serving.server(web.app(Desk(fleet.station)), key, certificate), listening) as other,
        Relay(url, instead=other) as relay,
    ):
        assert isinstance(refused(lambda: sync(laptop, relay.url)), pinned.WrongCertificate)
        assert relay.seen >= 2
    assert (kept(laptop), kept(fleet.station)) == before


def test_a_machine_that_was_cut_off_is_told_so(fleet: units.Fleet, laptop: Store) -> None:
    made = record(laptop, 3)
    revocation.revoke(fleet.station, "B", "车内被盗")
    before = kept(laptop), kept(fleet.station)
    with serve(fleet.station) as url:
        error = refused(lambda: sync(laptop, url))
    assert isinstance(error, http.HubCutUsOff)
    assert (kept(laptop), kept(fleet.station)) == before
    assert not any(receipts.is_received(laptop, entry) for entry in made)


def test_a_token_ends_with_the_machine(fleet: units.Fleet, laptop: Store) -> None:
    """Cut off in the middle of an exchange: no request of it is answered any more, whatever its token says."""
    with serve(fleet.station) as url, HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer)
        record(laptop, 2)
        revocation.revoke(fleet.station, "B", "车内被盗")
        before = kept(fleet.station)
        mine = greeting.hello_for(laptop, fleet.station.keys.id)
        parcels = list(answer.send(laptop, None, fleet.station.keys.id))
        for attempt in (
            lambda: peer.hello(mine, lambda: None),
            lambda: peer.give(mine, parcels, lambda: None),
            lambda: list(peer.take(mine, lambda: None)),
        ):
            assert isinstance(refused(attempt), http.HubCutUsOff)
    assert kept(fleet.station) == before


def test_a_machine_that_nobody_enrolled_and_one_of_another_station(
    fleet: units.Fleet, tmp_path: Path, clock: Clock, laptop: Store
) -> None:
    other = units.Fleet(tmp_path / "other", clock)
    stranger = other.laptop("B")
    before = kept(fleet.station), kept(stranger)
    with serve(fleet.station) as url:
        assert isinstance(refused(lambda: sync(stranger, url)), http.HubOfAnotherUnit)
        stranger.unit = laptop.unit  # a machine that only says that it is one of ours
        assert isinstance(refused(lambda: sync(stranger, url)), http.HubKnowsUsNot)
    assert (kept(fleet.station), kept(stranger)) == before
    with serve(other.station) as url:
        assert isinstance(refused(lambda: sync(laptop, url)), http.HubOfAnotherUnit)
    other.close()


def test_a_hub_of_another_station_is_not_believed(fleet: units.Fleet, tmp_path: Path, clock: Clock, laptop: Store) -> None:
    """A wrong address with the right key: a hub that lets everybody in says whose it is, and that is not believed."""
    other = units.Fleet(tmp_path / "other", clock)
    twin = other.laptop("B")
    with serve(other.station) as url, HttpPeer(twin, url, PIN) as peer:
        exchange(twin, peer)
        record(laptop, 2)
        before = kept(laptop)
        assert isinstance(refused(lambda: exchange(laptop, peer)), (messages.AnotherUnit, http.HubSays))
    assert kept(laptop) == before
    other.close()


def test_replayed_requests_change_nothing(fleet: units.Fleet, laptop: Store) -> None:
    """Whole requests again and again: each line is there once, one receipt, and an old hello does not take the new one's place."""
    with serve(fleet.station) as url, HttpPeer(laptop, url, PIN) as peer:
        old = greeting.hello_for(laptop, fleet.station.keys.id)
        made = record(laptop, 4)
        new = greeting.hello_for(laptop, fleet.station.keys.id)
        parcels = list(answer.send(laptop, peer.hello(new, lambda: None), fleet.station.keys.id))
        bearer = {"authorization": f"Bearer {peer.token}"}
        packer = zstandard.ZstdCompressor()
        give = packer.compress(b"\n".join([messages.encode(new), *map(messages.encode, parcels)]))
        late = packer.compress(messages.encode(old))
        with pinned.client(url, PIN) as client:
            first = client.post("/v1/give", content=give, headers=bearer)
            assert first.json()["refused"] == {}
            assert first.json()["lines"] > 4
            rest(url)
            before = kept(fleet.station)
            for _ in range(3):
                again = client.post("/v1/give", content=give, headers=bearer)
                assert (again.json()["lines"], again.json()["repeated"]) == (0, first.json()["lines"])
                assert client.post("/v1/hello", content=late, headers=bearer).status_code == 200
                assert client.post("/v1/take", content=late, headers=bearer).status_code == 200
            assert kept(fleet.station) == before
            newest = greeting.newest(fleet.station, laptop.keys.id)
            assert newest is not None
            assert newest.heads == new.heads
            without = client.post("/v1/give", content=give, headers={"authorization": "Bearer " + "0" * 64})
            assert (without.status_code, without.json()["error"]) == (401, "HUB_TOKEN")
    check_truth(laptop, fleet.station, made)


def test_a_token_without_a_hello_of_its_machine_opens_nothing(fleet: units.Fleet, laptop: Store) -> None:
    """Whoever got hold of a token, or had a machine sign a challenge of somebody else: every request begins with a signed hello."""
    record(laptop, 2)
    with serve(fleet.station) as url, HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer)
        real = greeting.hello_for(laptop, fleet.station.keys.id)
        said = {**json.loads(messages.encode(real)), "heads": {}, "wants": {}}
        packed = zstandard.ZstdCompressor().compress(json.dumps(said).encode())
        with pinned.client(url, PIN) as client:
            bearer = {"authorization": f"Bearer {peer.token}"}
            for path in ("/v1/hello", "/v1/give", "/v1/take"):
                answered = client.post(path, content=packed, headers=bearer)
                assert (answered.status_code, answered.json()["error"]) == (403, "SYNC_NOT_SIGNED"), path


def test_what_the_hub_does_not_take_is_told_once_and_by_name(fleet: units.Fleet, laptop: Store) -> None:
    """A chain that cannot be right is refused; it is not offered sixteen times, the officer hears of it, and nothing of it gets a ✓."""
    good = record(laptop, 2)
    with serve(fleet.station) as url:
        sync(laptop, url)
        bad = entries.record(laptop, "checkpoint-check", {"plate": "豫L99999"}).value.id
        (row,) = laptop.row("SELECT id FROM chain WHERE device=? AND scope='up'", (laptop.keys.id,)) or ()
        last = "UPDATE line SET signature=zeroblob(64) WHERE chain=? AND seq=(SELECT max(seq) FROM line WHERE chain=?)"
        laptop.db.execute(last, (row, row))
        report: Report = sync(laptop, url)
    assert list(report.not_taken) == [key for key in report.not_taken if key.endswith("/up")]
    assert ["签名" in why for why in report.not_taken.values()] == [True]
    assert report.rounds <= 3
    assert [receipts.is_received(laptop, entry) for entry in (*good, bad)] == [True, True, False]
    assert not entries.exists(fleet.station, bad)
    assert [one.record for one in receipts.not_received(laptop)] == [bad]


def test_both_ends_are_equal_after_all_of_it(fleet: units.Fleet, laptop: Store) -> None:
    made = record(laptop, 6)
    entries.void(laptop, made[1], "重复")
    with serve(fleet.station) as url:
        for most in (900, 2500, 5000, 9000):
            with Relay(url, down=most, up=most) as relay:
                failure(laptop, relay.url)
        sync(laptop, url)
        entries.correct(fleet.station, made[0], {"people": 3}, "补充")
        sync(laptop, url)
    shown = slice(1, 4)  # shifts, entries, hazards
    assert state(laptop)[shown] == state(fleet.station)[shown]
    assert tally.stored(laptop) == tally.stored(fleet.station)
    check_truth(laptop, fleet.station, made)
