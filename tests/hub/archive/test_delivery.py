"""A station delivers over real HTTPS to a real PostgreSQL: once, unaltered, without persons; and everything that can go wrong by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest

from checkpoint_app.hub import serving, tls
from checkpoint_app.hub.archive import database, figures, ingest, readers, web
from checkpoint_app.model import chain
from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, opening, outgoing, tally
from checkpoint_app.store import errors as store_errors
from checkpoint_app.store.session import Store
from checkpoint_app.sync import archive as delivering
from checkpoint_app.sync import pinned
from tests.store.conftest import CHEAP, PASSWORD

PERSON = {"name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010"}
KEY, CERTIFICATE = tls.make("test")
PIN = tls.fingerprint(CERTIFICATE)


@contextmanager
def serve(address: str, folder: Path, today: date = date(2026, 11, 20)) -> Iterator[tuple[str, web.Archive]]:
    archive = web.Archive(address, folder, lambda: today)
    listening = serving.listen("127.0.0.1", 0)
    try:
        with serving.beside(serving.server(web.app(archive), KEY, CERTIFICATE), listening) as url:
            yield url, archive
    finally:
        archive.close()


@pytest.fixture
def served(address: str, archive: database.Connection, tmp_path: Path, store: Store) -> Iterator[str]:
    """An archive that has admitted the station."""
    ingest.admit(archive, store.unit.id, "沙北派出所", "分局")
    with serve(address, tmp_path / "archive") as (url, _):
        yield url


@pytest.fixture
def recorded(store: Store, shift: Shift) -> list[str]:
    """Six checks, one with a person."""
    found = [entries.record(store, "checkpoint-check", {"plate": f"豫L1234{n}"}).value.id for n in range(5)]
    values = {"plate": "豫L23456", "identity_reason": "TRAFFIC_LAW", "persons": [PERSON]}
    return [*found, entries.record(store, "checkpoint-check", values).value.id]


def test_what_was_recorded_arrives_once_and_proves_itself(
    store: Store,
    served: str,
    recorded: list[str],
    archive: database.Connection,
) -> None:
    first = delivering.deliver(store, served, PIN)
    travelling = store.row("SELECT count(*) FROM line JOIN chain ON chain.id = line.chain WHERE scope <> 'local'")
    assert travelling is not None
    assert (first.new, first.refused) == (travelling[0], {})
    again = delivering.deliver(store, served, PIN)
    assert (again.new, again.months) == (0, 0)
    rows = archive.execute("SELECT header, open_salt, open, record FROM line WHERE noun = 'entry' ORDER BY seq").fetchall()
    assert [row[3] for row in rows] == recorded
    for header, salt, body, _ in rows:
        assert chain.part_hash(bytes(salt), bytes(body)) == chain.decode(bytes(header)).open


def test_persons_and_plates_without_a_finding_stay_at_the_station(
    store: Store,
    served: str,
    recorded: list[str],
    archive: database.Connection,
) -> None:
    delivering.deliver(store, served, PIN)
    everything = b"\n".join(bytes(row[0]) for row in archive.execute("SELECT open FROM line WHERE open IS NOT NULL").fetchall())
    picture = json.dumps([row[0] for row in archive.execute("SELECT body FROM picture").fetchall()], ensure_ascii=False)
    for secret in ("411103189001010010", "豫L12341"):
        assert secret.encode() not in everything
        assert secret not in picture


def test_figures_are_those_of_the_station_and_follow_a_correction(
    store: Store,
    served: str,
    recorded: list[str],
    archive: database.Connection,
) -> None:
    delivering.deliver(store, served, PIN)
    (found,) = figures.stations(archive, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.values["vehicles"], found.picture["on_duty"]) == (6, 1)
    entries.void(store, recorded[0], "重复")
    delivery = delivering.deliver(store, served, PIN)
    assert (delivery.new, delivery.months) == (1, 1)
    (found,) = figures.stations(archive, date(2026, 11, 1), date(2026, 11, 30))
    assert found.values["vehicles"] == 5 == tally.total(store, "vehicles", "2026-11-01", "2026-11-30")


def test_what_breaks_off_goes_on(
    store: Store,
    address: str,
    tmp_path: Path,
    archive: database.Connection,
    shift: Shift,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ingest.admit(archive, store.unit.id, "沙北派出所", "分局")
    monkeypatch.setattr(delivering, "BATCH_BYTES", 2000)
    monkeypatch.setattr(outgoing, "MOST_LINES", 4)
    for n in range(30):
        entries.record(store, "checkpoint-check", {"plate": f"豫L123{n:02}"})

    class PulledError(Exception):
        pass

    def pull(done: int, _total: int, _what: str) -> None:
        if done > 30:
            raise PulledError

    with serve(address, tmp_path / "archive") as (url, _), pytest.raises(PulledError):
        delivering.deliver(store, url, PIN, pull)
    held = archive.execute("SELECT count(*) FROM line").fetchone()
    with serve(address, tmp_path / "archive") as (url, _):
        rest = delivering.deliver(store, url, PIN)
    total = store.row("SELECT count(*) FROM line JOIN chain ON chain.id = line.chain WHERE scope <> 'local'")
    assert held is not None
    assert total is not None
    assert 0 < held[0] < total[0]
    assert held[0] + rest.new == total[0]


def test_an_archive_that_lost_lines_gets_them_again(
    store: Store,
    served: str,
    recorded: list[str],
    archive: database.Connection,
) -> None:
    delivering.deliver(store, served, PIN)
    archive.execute("DELETE FROM line WHERE noun = 'entry' AND record = %s", (recorded[1],))
    archive.execute("UPDATE head SET seq = seq - 3, hash = '\\x00' WHERE scope = 'up'")
    delivering.deliver(store, served, PIN)
    rows = archive.execute("SELECT record FROM line WHERE noun = 'entry' ORDER BY seq").fetchall()
    assert [row[0] for row in rows] == recorded


def test_a_unit_that_was_not_admitted_is_told_how(store: Store, address: str, tmp_path: Path, shift: Shift) -> None:
    with serve(address, tmp_path / "archive") as (url, _), pytest.raises(delivering.ArchiveSays) as refused:
        delivering.deliver(store, url, PIN)
    assert store.unit.id in str(refused.value)


def test_another_certificate_is_not_spoken_with(store: Store, served: str) -> None:
    with pytest.raises(pinned.WrongCertificate):
        delivering.deliver(store, served, "00" * 32)


def test_nobody_there_is_named(store: Store) -> None:
    with pytest.raises(pinned.ServerUnreachable):
        delivering.deliver(store, "https://127.0.0.1:1", PIN)
    for wrong in ("http://127.0.0.1", "https://", "ftp://x", "https://a:b"):
        with pytest.raises(pinned.BadAddress):
            delivering.deliver(store, wrong, PIN)


def test_a_challenge_is_good_once_and_for_one_device(store: Store, served: str, tmp_path: Path) -> None:
    with pinned.client(served, PIN) as client:
        spoken = delivering._Archive(client, served)
        said: dict[str, object] = {}
        real = spoken.post
        spoken.post = lambda path, content=None, **packed: (said.update({path: content}), real(path, content, **packed))[1]  # type: ignore[method-assign, assignment, return-value]
        spoken.greet(store)
        replayed = client.post("/v1/greet", json=said["/v1/greet"])
        assert (replayed.status_code, replayed.json()["error"]) == (401, "HUB_TOKEN")
        fresh = client.post("/v1/challenge").json()["challenge"]
        forged = client.post("/v1/greet", json={**said["/v1/greet"], "challenge": fresh})  # type: ignore[dict-item]
        assert (forged.status_code, forged.json()["error"]) == (403, "ARCHIVE_NOT_A_STATION")
        other, _ = opening.create(
            tmp_path / "other",
            unit_name="龙塔派出所",
            officer_number="101299",
            officer_name="赵云",
            password=PASSWORD,
            cost=CHEAP,
        )
        with other:
            mixed = {**said["/v1/greet"], "device": other.keys.id, "challenge": client.post("/v1/challenge").json()["challenge"]}  # type: ignore[dict-item]
            assert client.post("/v1/greet", json=mixed).status_code == 403
        assert client.post("/v1/lines", content=b"", headers={"authorization": "Bearer " + "0" * 64}).status_code == 401


@pytest.mark.parametrize("body", [b"", b"no zstd", b"\x28\xb5\x2f\xfd" + b"\x00" * 40], ids=["empty", "text", "damaged"])
def test_what_is_no_delivery_is_refused(store: Store, served: str, body: bytes) -> None:
    with pinned.client(served, PIN) as client:
        spoken = delivering._Archive(client, served)
        spoken.greet(store)
        answer = client.post("/v1/lines", content=body, headers={"authorization": f"Bearer {spoken._token}"})
    assert answer.status_code in (200, 400)
    assert answer.json().get("new", 0) == 0


def test_a_bomb_is_refused_within_its_budget(store: Store, served: str) -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(web.MOST_UNPACKED + 10))
    assert len(bomb) < 100_000
    with pinned.client(served, PIN) as client:
        spoken = delivering._Archive(client, served)
        spoken.greet(store)
        answer = client.post("/v1/lines", content=bomb, headers={"authorization": f"Bearer {spoken._token}"})
    assert (answer.status_code, answer.json()["error"]) == (400, "ARCHIVE_DELIVERY")


def test_a_field_laptop_does_not_deliver(store: Store, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    store.device = replace(store.device, kind="field")
    with pytest.raises(store_errors.NotAllowed):
        delivering.deliver(store, served, PIN)


def test_the_page_wants_a_name_and_a_password(
    store: Store,
    address: str,
    archive: database.Connection,
    tmp_path: Path,
    recorded: list[str],
) -> None:
    ingest.admit(archive, store.unit.id, "沙北派出所", "分局")
    ingest.admit(archive, "5c0d9e8f-1a2b-8c3d-8e4f-5a6b7c8d9e0f", "龙塔派出所", "分局")
    readers.save(tmp_path / "archive", "指挥中心", "long enough")
    with serve(address, tmp_path / "archive") as (url, _):
        delivering.deliver(store, url, PIN)
        with pinned.client(url, PIN) as client:
            assert client.get("/").headers["location"] == "/login"
            wrong = client.post("/login", data={"name": "指挥中心", "password": "no"})
            assert (wrong.status_code, "姓名或密码不对" in wrong.text) == (403, True)
            assert client.post("/login", data={"name": "指挥中心", "password": "long enough"}).status_code == 303
            page = client.get("/?first=2026-11-01&last=2026-11-30")
            assert page.status_code == 200
            for text in ("沙北派出所", "龙塔派出所", "尚未报送", "检查车辆", "全部"):
                assert text in page.text
            assert "Vehicles" in client.get("/?language=en").text
            assert "default-src 'none'" in page.headers["content-security-policy"]
            csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
            client.post("/logout", data={"csrf": "forged"})
            assert client.get("/").status_code == 200
            client.post("/logout", data={"csrf": csrf})
            assert client.get("/").status_code == 303


def test_wrong_passwords_wait(address: str, archive: database.Connection, tmp_path: Path) -> None:
    readers.save(tmp_path / "archive", "a", "long enough")
    with serve(address, tmp_path / "archive") as (url, _), pinned.client(url, PIN) as client:
        for _ in range(6):
            answer = client.post("/login", data={"name": "a", "password": "wrong"})
        assert "请等" in answer.text
        assert "请等" in client.post("/login", data={"name": "a", "password": "long enough"}).text


def test_the_database_gone_is_said_on_the_page(address: str, archive: database.Connection, tmp_path: Path) -> None:
    readers.save(tmp_path / "archive", "a", "long enough")
    with serve("postgresql://nobody@127.0.0.1:1/none", tmp_path / "archive") as (url, _), pinned.client(url, PIN) as client:
        client.post("/login", data={"name": "a", "password": "long enough"})
        answer = client.get("/")
        assert (answer.status_code, "127.0.0.1" in answer.text) == (503, True)
        assert client.get("/healthz").json()["kind"] == "archive"


def test_health_says_nothing_of_anybody(served: str) -> None:
    with pinned.client(served, PIN) as client:
        assert set(client.get("/healthz").json()) == {"kind", "format", "version"}
    with pytest.raises(httpx.HTTPError), httpx.Client() as stranger:
        stranger.get(f"{served}/healthz")
