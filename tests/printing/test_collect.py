"""Paper from the store: what stands on it, that each print is journaled, and what a PDF is worth later."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, reading
from checkpoint_app.printing.collect import VerdictKind
from checkpoint_app.printing.errors import NothingCorrected, UnreadablePdf
from checkpoint_app.store import accounts, entries, errors, handover, officers, prints, purge
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock, cheap_passwords, clock, shift, store
from tests.store.test_entries import CAR, DRUNK

__all__ = ["cheap_passwords", "clock", "shift", "store"]

WITH_PERSON = {
    **CAR,
    "identity_reason": "SUSPECT",
    "persons": [{"role": "DRIVER", "document_kind": "PRC_ID", "document_number": "411103189001010010", "name": "张三"}],
}


def text_of(pdf: bytes) -> str:
    return "".join(reading.page_texts(pdf))


def verdict(store: Store, pdf: bytes) -> VerdictKind:
    return collect.verify_print(store, pdf).kind


@pytest.fixture
def signed(store: Store, shift: Shift, clock: Clock) -> Shift:
    """A shift with a car, a counted line, a drunk driver and a void entry, handed over and taken."""
    entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    entries.record(store, "checkpoint-count", {"vehicles": 21, "people": 27}, shift=shift.id)
    clock.forward(minutes=3)
    entries.record(store, "checkpoint-check", DRUNK, shift=shift.id)
    wrong = entries.record(store, "checkpoint-check", {"plate": "豫L99999"}, shift=shift.id)
    entries.void(store, wrong.value.id, "看错号牌")
    clock.forward(hours=4)
    handover.close(store, shift.id, to="101235", items=["反光锥筒 2 个破损"])
    return handover.take(store, shift.id, by=officers.need(store, "101235")).value


def test_the_shift_log_shows_what_happened(store: Store, signed: Shift) -> None:
    text = text_of(collect.print_shift_log(store, signed.id))
    for part in (
        "卡点勤务日志",
        signed.number,
        "黄河路卡点",
        "王小明101234",
        "豫L·12345",
        "豫A·D12345",
        "逐车2+计数21=检查车辆23台次",
        "检查人员30人次",
        "查获1起",
        "看错号牌",
        "反光锥筒2个破损",
        "以下空白",
        "第1页共1页",
        "填表人",
    ):
        assert part in text, part


def test_every_print_is_journaled_before_it_is_given_away(store: Store, signed: Shift) -> None:
    pdf = collect.print_shift_log(store, signed.id)
    paper = prints.find(store, reading.read_stamp_id(pdf) or "")
    assert paper is not None
    assert (paper.form, paper.subject, paper.masked) == ("shift-log", signed.id, True)
    assert prints.altered_pages(paper, reading.page_texts(pdf)) == []


def test_what_a_pdf_is_worth(store: Store, signed: Shift, clock: Clock) -> None:
    pdf = collect.print_shift_log(store, signed.id)
    assert verdict(store, pdf) is VerdictKind.SAME
    first = next(iter(entries_of(store, signed)))
    clock.forward(minutes=1)
    entries.correct(store, first, {"people": 9}, "数错")
    assert verdict(store, pdf) is VerdictKind.CORRECTED
    foreign = io.BytesIO()
    canvas = Canvas(foreign)
    canvas.drawString(100, 100, "hello")
    canvas.save()
    assert verdict(store, foreign.getvalue()) is VerdictKind.UNKNOWN
    with pytest.raises(UnreadablePdf):
        collect.verify_print(store, b"no pdf")


def entries_of(store: Store, shift: Shift) -> list[str]:
    from checkpoint_app.store.entries_list import EntryFilter, every

    return [entry.id for entry in every(store, EntryFilter(shift=shift.id, oldest_first=True))]


def test_erased_since(store: Store, signed: Shift, clock: Clock) -> None:
    pdf = collect.print_shift_log(store, signed.id)
    clock.forward(days=91)
    assert purge.purge(store).fleeting >= 1
    assert verdict(store, pdf) is VerdictKind.ERASED
    assert "豫L·12345" not in text_of(collect.print_shift_log(store, signed.id))


def test_personal_data_is_masked_unless_a_reason_is_journaled(store: Store, shift: Shift) -> None:
    entry = entries.record(store, "checkpoint-check", WITH_PERSON, shift=shift.id).value
    masked = text_of(collect.print_entry(store, entry.id))
    assert "411103********0010" in masked
    assert "411103189001010010" not in masked
    assert "张三" not in masked
    with pytest.raises(errors.ReasonNeeded):
        collect.print_entry(store, entry.id, masked=False, reason=" ")
    clear = text_of(collect.print_entry(store, entry.id, masked=False, reason="移交办案单位"))
    assert "411103189001010010" in clear
    assert "移交办案单位" in clear
    paper = prints.of_subject(store, entry.id)[0]
    assert (paper.masked, paper.reason) == (False, "移交办案单位")
    slips, _ = accounts.give(store, ["101235"])
    accounts.switch(store, "101235", slips[0].password)
    with pytest.raises(errors.NotAllowed):
        collect.print_entry(store, entry.id, masked=False, reason="x")


def test_the_correction_slip_shows_old_new_reason_and_who(store: Store, signed: Shift, clock: Clock) -> None:
    collect.print_shift_log(store, signed.id)
    with pytest.raises(NothingCorrected):
        collect.print_correction(store, signed.id)
    clock.forward(minutes=5)
    first, *_, drunk = entries_of(store, signed)
    entries.correct(store, first, {"people": 9, "note": "后备厢已查"}, "数错人数")
    entries.void(store, drunk, "重复登记")
    pdf = collect.print_correction(store, signed.id)
    text = text_of(pdf)
    for part in ("更正单", signed.number, "数错人数", "后备厢已查", "重复登记", "王小明101234", "作废"):
        assert part in text, part
    assert verdict(store, pdf) is VerdictKind.SAME
    assert signed.id not in {shift.id for shift in prints.owed(store).corrections}
