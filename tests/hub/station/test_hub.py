"""The hub over real HTTPS on loopback: the conformance suite, who is let in, what happens when something breaks, the duty-room page."""

from __future__ import annotations

import itertools
import socket
import statistics
import time
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from checkpoint_app.hub import serving
from checkpoint_app.hub.station import web, wire
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store import accounts, entries, hubs, outgoing, receipts, settling, verify
from checkpoint_app.store import errors as store_errors
from checkpoint_app.store.session import Store
from checkpoint_app.sync import http, pinned
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.http import HttpPeer
from tests.hub.station.relay import Relay
from tests.hub.station.serving import CERTIFICATE, KEY, PIN, record, serve, sync
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import Conformance


class TestHttp(Conformance):
    def level(self, one: Store, other: Store) -> Report:
        with serve(other) as url:
            return sync(one, url)


def test_large_deliveries_come_in_pages(fleet: units.Fleet, laptop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PAGE_BYTES", 4000)
    monkeypatch.setattr(http, "BATCH_BYTES", 4000)
    monkeypatch.setattr(outgoing, "MOST_LINES", 4)
    found = record(laptop, 40)
    second = fleet.laptop("C", kind="station")
    with serve(fleet.station) as url:
        sync(laptop, url)
        sync(second, url)
    assert [entries.get(second, entry).id for entry in found] == found
    assert receipts.not_received(laptop) == []


class DyingError(Exception):
    pass


def test_a_hub_that_dies_between_commit_and_answer_loses_nothing(
    fleet: units.Fleet, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = record(laptop, 5)
    real = wire.give

    def dying(desk: Desk, request: object, body: bytes) -> object:
        real(desk, request, body)  # type: ignore[arg-type]
        raise store_errors.DiskTrouble(folder="x", what="died")

    monkeypatch.setattr(wire, "give", dying)
    with serve(fleet.station) as url, pytest.raises(http.HubSays):
        sync(laptop, url)
    assert receipts.not_received(laptop) != []
    monkeypatch.setattr(wire, "give", real)
    settling.catch_up(fleet.station)  # the next opening
    with serve(fleet.station) as url:
        report = sync(laptop, url)
    assert report.given == 0, "it had everything"
    assert receipts.not_received(laptop) == []
    assert all(entries.exists(fleet.station, entry) for entry in found)
    assert list(verify.verify(fleet.station)) == []


def test_a_hub_that_is_gone_in_the_middle_is_named_and_gone_on_with(
    fleet: units.Fleet, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(laptop, 30)
    monkeypatch.setattr(http, "BATCH_BYTES", 3000)
    monkeypatch.setattr(outgoing, "MOST_LINES", 4)

    def pull(done: int, _total: int, _what: str) -> None:
        if done > 10:
            raise DyingError

    with serve(fleet.station) as url, suppress(DyingError), HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer, pull)
    with pytest.raises(pinned.ServerUnreachable):
        sync(laptop, url)
    with serve(fleet.station) as again:
        sync(laptop, again)
    assert receipts.not_received(laptop) == []


def test_a_restarted_hub_is_signed_to_again(fleet: units.Fleet, laptop: Store) -> None:
    desk = Desk(fleet.station)
    listening = serving.listen("127.0.0.1", 0)
    with serving.beside(serving.server(web.app(desk), KEY, CERTIFICATE), listening) as url, HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer)
        desk.tokens._tokens.clear()
        assert exchange(laptop, peer).refused == ()


def test_strangers_and_replays_are_refused(fleet: units.Fleet, laptop: Store, tmp_path: Path, clock: Clock) -> None:
    with units.Fleet(tmp_path / "other", clock).station as other, serve(fleet.station) as url:
        with HttpPeer(other, url, PIN) as peer, pytest.raises(http.HubSays) as refused:
            exchange(other, peer)
        assert "unit" in str(refused.value) or "所" in str(refused.value)
        with pinned.client(url, PIN) as client:
            challenge = client.post("/v1/challenge", content=b"{}").json()["challenge"]
            signature = laptop.keys.sign(b"checkpoint-app token 1\n" + f"{laptop.unit.id}/{laptop.keys.id}/{challenge}".encode())
            said = {"unit": laptop.unit.id, "device": laptop.keys.id, "challenge": challenge, "signature": signature.hex()}
            assert client.post("/v1/token", json=said).status_code == 200
            replayed = client.post("/v1/token", json=said)
            assert (replayed.status_code, replayed.json()["error"]) == (401, "HUB_TOKEN")
            forged = {**said, "challenge": client.post("/v1/challenge", content=b"{}").json()["challenge"]}
            assert client.post("/v1/token", json=forged).json()["error"] == "SYNC_NOT_SIGNED"
            assert client.post("/v1/give", content=b"").status_code == 401
            assert client.post("/v1/token", content=b"[]").status_code == 400


def test_a_token_speaks_for_its_device_alone(fleet: units.Fleet, laptop: Store) -> None:
    second = fleet.laptop("C")
    with serve(fleet.station) as url, HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer)
        stolen = HttpPeer(second, url, PIN)
        with stolen:
            stolen.token = peer.token
            with pytest.raises(http.HubSays):
                exchange(second, stolen)


def test_a_slow_line_keeps_no_save_waiting(fleet: units.Fleet, laptop: Store) -> None:
    record(laptop, 5)
    moments: list[float] = []
    with serve(fleet.station) as url, Relay(url, wait_s=0.15) as relay, HttpPeer(laptop, relay.url, PIN) as peer:
        exchange(laptop, peer, between=lambda: moments.append(time.monotonic()))
    assert receipts.not_received(laptop) == []
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert statistics.median(gaps) < 0.1, "the officer's saves have their turns while an answer is awaited"


def test_one_who_never_answers_is_named(laptop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned, "_CONNECT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(pinned.ServerUnreachable):
        HttpPeer(laptop, f"https://127.0.0.1:{silent.getsockname()[1]}", PIN)


def test_one_who_asks_too_often_waits(fleet: units.Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "GUESSES_PER_MINUTE", 5)
    with serve(fleet.station) as url, pinned.client(url, PIN) as client:
        answers = [client.post("/v1/challenge", content=b"{}") for _ in range(7)]
        assert [answer.status_code for answer in answers].count(429) == 2
        assert answers[-1].json()["error"] == "HUB_TOO_OFTEN"
        assert client.get("/healthz").status_code == 200, "the page of the duty room goes on"


def test_a_bomb_and_a_body_that_is_too_large_are_refused(
    fleet: units.Fleet, laptop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_UNPACKED", 1 << 20)
    monkeypatch.setattr(web, "MOST_BODY", 100_000)
    with serve(fleet.station) as url, HttpPeer(laptop, url, PIN) as peer:
        exchange(laptop, peer)
        bearer = {"authorization": f"Bearer {peer.token}"}
        bomb = zstandard.ZstdCompressor(level=3).compress(b"0" * (64 << 20))
        assert len(bomb) < 100_000
        with pinned.client(url, PIN) as client:
            told = client.post("/v1/give", content=bomb, headers=bearer)
            assert (told.status_code, told.json()["error"]) == (400, "HUB_REQUEST")
            assert client.post("/v1/give", content=b"0" * 100_001, headers=bearer).status_code == 413
            assert client.post("/v1/give", content=b"no zstd", headers=bearer).status_code == 400
            assert client.get("/healthz").status_code == 200


def test_another_certificate_is_not_spoken_with(fleet: units.Fleet, laptop: Store) -> None:
    with serve(fleet.station) as url, pytest.raises(pinned.WrongCertificate):
        HttpPeer(laptop, url, "00" * 32)


def test_the_unit_learns_of_its_hub(fleet: units.Fleet, laptop: Store) -> None:
    with serve(fleet.station) as url:
        hubs.announce(fleet.station, url, PIN)
        hubs.announce(fleet.station, url, PIN)
        sync(laptop, url)
    assert hubs.every(laptop) == [hubs.Hub(url=url, certificate=PIN)]
    with pytest.raises(store_errors.NotAllowed):
        hubs.announce(laptop, "https://elsewhere:1", PIN)
    made = hubs.certificate(fleet.station, lambda: (KEY, CERTIFICATE))
    assert hubs.certificate(fleet.station, lambda: (b"", b"")) == made == (KEY, CERTIFICATE)


def test_the_duty_room_shows_figures_and_no_persons(fleet: units.Fleet, laptop: Store) -> None:
    person = {"name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010"}
    shift = units.open_shift(laptop, laptop.clock)
    values = {"plate": "豫L23456", "people": 3, "identity_reason": "TRAFFIC_LAW", "persons": [person]}
    entries.record(laptop, "checkpoint-check", values, shift=shift.id)
    with serve(fleet.station) as url:
        sync(laptop, url)
        with pinned.client(url, PIN) as client:
            assert client.get("/").headers["location"] == "/login"
            assert client.post("/login", data={"name": "101234", "password": "wrong"}).status_code == 403
            assert client.post("/login", data={"name": "101234", "password": PASSWORD}).status_code == 303
            page = client.get("/")
            assert page.status_code == 200
            for text in ("值班室", "黄河路卡点", "检查车辆", "外勤电脑", "正在勤务"):
                assert text in page.text
            for secret in ("411103189001010010", "豫L23456", "豫L·23456"):
                assert secret not in page.text
            assert "Duty room" in client.get("/?language=en").text
            assert 'data-theme="night"' in client.get("/?theme=night").text
            assert client.get("/healthz").json()["kind"] == "hub"


def test_the_stores_own_accounts_open_the_page(fleet: units.Fleet) -> None:
    assert accounts.verify(fleet.station, "101234", PASSWORD)
    with serve(fleet.station) as url, pinned.client(url, PIN) as client:
        assert client.post("/login", data={"name": "101235", "password": PASSWORD}).status_code == 403


def test_an_address_that_leads_nowhere_is_said_in_words_to_people_only(fleet: units.Fleet) -> None:
    with serve(fleet.station) as url, pinned.client(url, PIN) as client:
        page, machine = client.get("/nowhere"), client.get("/v1/nowhere")
        assert (page.status_code, "没有这个页面" in page.text, machine.status_code, machine.text) == (404, True, 404, "")
        assert "There is no such page." in client.get("/nowhere?language=en").text
