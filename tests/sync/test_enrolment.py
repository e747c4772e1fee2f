"""A machine becomes one of the unit by its card; only stations take in and cut off; what is wrong with a card or an answer is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypinyin
import pytest

from checkpoint_app import i18n, rules
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.store import entries, joining, officers, opening, receipts, sites, templates, trust, unenrolled, verify
from checkpoint_app.store import errors as store_errors
from checkpoint_app.store.session import Store
from checkpoint_app.sync import bundle, enrolment, errors, intake, stick
from tests.store.conftest import CHEAP, PASSWORD, Clock
from tests.sync import units


@pytest.fixture
def station(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with units.station(tmp_path / "station", clock) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def waiting(folder: Path, clock: Clock, number: str = "101235", name: str = "李强") -> Store:
    made, _ = unenrolled.create(folder, officer_number=number, officer_name=name, password=PASSWORD, cost=CHEAP, clock=clock)
    return made


def enrolled(station: Store, machine: Store, file: Path, *, kind: bool = False) -> None:
    card = enrolment.read_card(enrolment.card_bytes(machine), "card")
    enrolment.enrol_and_answer(station, card, file, station=kind)
    enrolment.accept(machine, [file])


def test_from_the_card_to_the_first_exchange(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    laptop = waiting(tmp_path / "laptop", clock)
    card = enrolment.read_card(enrolment.card_bytes(laptop), "card")
    assert card.words() == enrolment.own_card(laptop).words()
    assert len(card.words().split()) == 8
    certificate, written = enrolment.enrol_and_answer(station, card, folder / "answer.ckb", name="巡逻车1")
    assert (certificate.letter, certificate.name, certificate.kind) == ("B", "巡逻车1", "field")
    assert [file.name for file in written.files] == ["answer.ckb"]
    enrolment.accept(laptop, written.files)
    assert (laptop.device.letter, laptop.device.kind, laptop.unit.name) == ("B", "field", "沙北派出所")
    assert enrolment.unit_words(laptop) == enrolment.unit_words(station)
    assert officers.every(laptop) == officers.every(station)
    assert sites.every(laptop) == sites.every(station)
    assert [form.identity for form in templates.every(laptop)] == [form.identity for form in templates.every(station)]
    assert laptop.account.officer.number == "101235"
    shift = units.open_shift(laptop, clock)
    entry = entries.record(laptop, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id).value.id
    stick.sync(laptop, folder)
    stick.sync(station, folder)
    stick.sync(laptop, folder)
    assert receipts.is_received(laptop, entry)
    assert list(verify.verify(laptop)) == []
    assert list(verify.verify(station)) == []
    laptop.close()
    with opening.open_store(tmp_path / "laptop", officer="101235", password=PASSWORD, clock=clock) as again:
        assert again.device.letter == "B"


def test_a_machine_that_waits_opens_for_nothing_else(tmp_path: Path, clock: Clock) -> None:
    waiting(tmp_path / "laptop", clock).close()
    with pytest.raises(store_errors.NotEnrolledYet):
        opening.open_store(tmp_path / "laptop", officer="101235", password=PASSWORD)
    with pytest.raises(store_errors.WrongPassword):
        opening.open_store(tmp_path / "laptop", officer="101235", password="wrong password", waiting=True)
    with opening.open_store(tmp_path / "laptop", officer="101235", password=PASSWORD, waiting=True) as store:
        assert unenrolled.is_waiting(store)
        assert store.rows("SELECT * FROM line") == []


def test_an_officer_whom_the_unit_does_not_know_yet(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "laptop", clock, "109999", "赵六") as laptop:
        enrolled(station, laptop, folder / "answer.ckb")
        assert laptop.account.officer.label() == "赵六 109999"
        stick.sync(laptop, folder)
        stick.sync(station, folder)
        assert "109999" in {officer.number for officer in officers.every(station)}


def test_an_answer_that_was_interrupted_is_read_once_more(
    station: Store, tmp_path: Path, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = waiting(tmp_path / "laptop", clock)
    card = enrolment.read_card(enrolment.card_bytes(laptop), "card")
    file = folder / "answer.ckb"
    enrolment.enrol_and_answer(station, card, file)
    with monkeypatch.context() as patch:
        patch.setattr(unenrolled, "settle", lambda _store: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            enrolment.accept(laptop, [file])
    laptop.close()
    with opening.open_store(tmp_path / "laptop", officer="101235", password=PASSWORD, waiting=True, clock=clock) as again:
        enrolment.accept(again, [file])
        assert again.device.letter == "B"
        assert list(verify.verify(again)) == []


def test_a_laptop_that_joined_by_unit_file_is_enrolled_by_its_card(
    station: Store, tmp_path: Path, folder: Path, clock: Clock
) -> None:
    file = tmp_path / "unit.age"
    code = joining.write_unit_file(station, file)
    made, _ = joining.join(
        tmp_path / "laptop", file, code, number="101235", name="李强", password=PASSWORD, cost=CHEAP, clock=clock
    )
    with made as laptop:
        shift = units.open_shift(laptop, clock)
        entry = entries.record(laptop, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id).value.id
        stick.sync(laptop, folder)
        assert [error.code for _, error in stick.sync(station, folder).refused] == ["SYNC_UNKNOWN_DEVICE"]
        card = enrolment.read_card(enrolment.card_bytes(laptop), "card")
        _, answer = enrolment.enrol_and_answer(station, card, folder / "answer.ckb")
        assert intake.read(laptop, answer.files).refused == []
        assert laptop.device.letter == "B"
        stick.sync(laptop, folder)
        stick.sync(station, folder)
        stick.sync(laptop, folder)
        assert receipts.is_received(laptop, entry)
        assert list(verify.verify(laptop)) == []


def test_a_second_station_can_enrol_and_revoke(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "second", clock, "101234", "王小明") as second, waiting(tmp_path / "third", clock) as third:
        enrolled(station, second, folder / "second.ckb", kind=True)
        assert second.device.kind == "station"
        enrolled(second, third, folder / "third.ckb")
        assert third.device.letter == "C"
        assert trust.load(third).devices[third.keys.id].by == second.keys.id
        stick.sync(second, folder)
        stick.sync(station, folder)
        assert third.keys.id in trust.load(station).devices
        loss = enrolment.revoke(second, "C", "遗失")
        assert not loss.device.active
        with pytest.raises(errors.OnlyStations):
            enrolment.revoke(third, "B", "遗失")


def test_only_stations_and_leaders(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "laptop", clock) as laptop, waiting(tmp_path / "other", clock) as other:
        enrolled(station, laptop, folder / "answer.ckb")
        card = enrolment.own_card(other)
        with pytest.raises(errors.OnlyStations):
            enrolment.enrol(laptop, card)
        station.account = replace(station.account, roles=frozenset())
        with pytest.raises(store_errors.NotAllowed):
            enrolment.enrol(station, card)


def test_a_card_is_enrolled_once(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "laptop", clock) as laptop:
        card = enrolment.own_card(laptop)
        enrolment.enrol(station, card)
        with pytest.raises(errors.AlreadyEnrolled):
            enrolment.enrol(station, card)
        written = stick.write(station, folder, card.id)
        enrolment.accept(laptop, written[0].files)
        assert laptop.device.letter == "B"
        enrolment.revoke(station, "B", "遗失")
        with pytest.raises(errors.DeviceRevoked):
            enrolment.enrol(station, card)


def test_a_full_place_for_the_answer_enrols_nobody(station: Store, tmp_path: Path, clock: Clock) -> None:
    with waiting(tmp_path / "laptop", clock) as laptop:
        card = enrolment.own_card(laptop)
        with pytest.raises(stick_errors.FolderMissing):
            enrolment.enrol_and_answer(station, card, tmp_path / "nowhere" / "answer.ckb")
        assert card.id not in trust.load(station).devices


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _data: b"",
        lambda data: data[:-20],
        lambda data: data.replace(b'"name', b'"nome'),
        lambda data: data.replace(b"age1", b"age2", 1),
        lambda _data: b"[]",
        lambda _data: b'{"statement":5,"signature":"00"}',
        lambda data: json.dumps({**json.loads(data), "signature": "00" * 64}).encode(),
        lambda data: data.replace(b'\\"format\\":1', b'\\"format\\":2'),
        lambda data: data + b" " * 5000,
    ],
)
def test_a_card_that_is_none(tmp_path: Path, clock: Clock, spoil: object) -> None:
    with waiting(tmp_path / "laptop", clock) as laptop:
        spoiled = spoil(enrolment.card_bytes(laptop))  # type: ignore[operator]
        with pytest.raises(errors.CardUnreadable):
            enrolment.read_card(spoiled, "card")


def test_bundles_for_others_may_lie_beside_the_answer(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "one", clock) as one, waiting(tmp_path / "other", clock) as other:
        for machine, name in ((one, "1.ckb"), (other, "2.ckb")):
            enrolment.enrol_and_answer(station, enrolment.own_card(machine), folder / name)
        assert enrolment.accept(one, sorted(folder.iterdir())).refused == []
        assert enrolment.accept(other, sorted(folder.iterdir())[::-1]).refused == []
        assert (one.device.letter, other.device.letter) == ("B", "C")


def test_answers_for_others_change_nothing(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    with waiting(tmp_path / "one", clock) as one, waiting(tmp_path / "other", clock) as other:
        certificate = enrolment.enrol(station, enrolment.own_card(one))
        (file,) = bundle.write_whole(station, folder / "answer.ckb", certificate.device).files
        with pytest.raises(errors.BundleForOthers):
            enrolment.accept(other, [file])
        data = file.read_bytes()
        file.write_bytes(data[:-1])
        with pytest.raises(errors.BundleDamaged):
            enrolment.accept(one, [file])
        assert unenrolled.is_waiting(one)
        assert one.unit.id == ""
        file.write_bytes(data)
        enrolment.accept(one, [file])
        assert one.device.letter == "B"


def test_a_stations_bundle_of_another_unit_is_no_answer(station: Store, tmp_path: Path, folder: Path, clock: Clock) -> None:
    """Once the machine has learned its unit, no other unit's answer fits."""
    with units.station(tmp_path / "foreign", clock) as foreign, waiting(tmp_path / "one", clock) as one:
        card = enrolment.own_card(one)
        for store, name in ((station, "ours"), (foreign, "theirs")):
            enrolment.enrol_and_answer(store, card, folder / f"{name}.ckb")
        unenrolled.adopt(one, station.unit.id)
        with pytest.raises(errors.AnswerNotOurs):
            enrolment.accept(one, [folder / "theirs.ckb"])
        enrolment.accept(one, [folder / "ours.ckb"])
        ((_, error),) = intake.read(one, [folder / "theirs.ckb"]).refused
        assert error.code == "SYNC_ANOTHER_UNIT"


def test_letters_are_given_once() -> None:
    taken = {"A"}
    for _ in range(60):
        letter = enrolment.next_letter(taken)
        assert letter not in taken
        assert not set(letter) & set("IO")
        taken.add(letter)


def test_the_words_are_many_and_sound_different() -> None:
    words = rules.table("words")["words"]
    assert len(words) == 256
    assert len({word[1] for word in words}) == 256
    sounds = ["".join(pypinyin.lazy_pinyin(word[0])) for word in words]
    assert len(set(sounds)) == 256
    assert all(word[1].isascii() and word[1].isalpha() and 2 <= len(word[0]) <= 3 for word in words)


def test_both_languages_say_the_same_words(tmp_path: Path, clock: Clock) -> None:
    with waiting(tmp_path / "laptop", clock) as laptop:
        chinese = enrolment.own_card(laptop).words().split()
        i18n.set_language("en")
        english = enrolment.own_card(laptop).words().split()
    pairs = {tuple(pair) for pair in rules.table("words")["words"]}
    assert set(zip(chinese, english, strict=True)) <= pairs
