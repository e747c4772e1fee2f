"""Every plate vector of domain §2.3, the warnings, the display, and what the plate box makes of typed text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import i18n
from checkpoint_app.model import plate
from checkpoint_app.model.plate import PlateColour, PlateKind
from checkpoint_app.model.problems import Severity

VALID = {
    "豫L12345": PlateKind.ORDINARY,
    "豫L·A1234": PlateKind.ORDINARY,
    "豫LAB123": PlateKind.ORDINARY,
    "豫L1A234": PlateKind.ORDINARY,
    "豫L1234A": PlateKind.ORDINARY,
    "京A·12345": PlateKind.ORDINARY,
    "豫LD12345": PlateKind.NEV_SMALL,
    "豫LF12345": PlateKind.NEV_SMALL,
    "豫LDA1234": PlateKind.NEV_SMALL,
    "豫L12345D": PlateKind.NEV_LARGE,
    "豫L12345F": PlateKind.NEV_LARGE,
    "豫L1234挂": PlateKind.TRAILER,
    "豫L1234学": PlateKind.COACH,
    "豫L0123警": PlateKind.POLICE,
    "粤Z1234港": PlateKind.HK_MACAO,
    "粤ZF023澳": PlateKind.HK_MACAO,
    "沪224·78领": PlateKind.CONSULATE,
    "224·578使": PlateKind.EMBASSY,
    "豫·X1234应急": PlateKind.EMERGENCY,
    "WJ豫12345": PlateKind.ARMED_POLICE,
    "WJ12345": PlateKind.ARMED_POLICE,
    "JA12345": PlateKind.MILITARY,
    "豫l-12345": PlateKind.ORDINARY,
    "豫Ｌ１２３４５": PlateKind.ORDINARY,
}
INVALID = (
    "豫I12345 豫LI1234 豫LO1234 豫L1234 豫L1234567 豫12345 L12345 河L12345 豫LL12345 豫LDAB123 豫L1234D5 豫L12345L 豫L12345挂 豫L12挂34 "
    "粤A1234港 沪2247领 22457使 豫A1234应急 WJ1234 豫L12345警 12345豫L 豫豫12345 ABC1234 豫L1234使"
)
ALSO_VALID = {
    "豫L12345临": PlateKind.TEMPORARY,
    "豫1112345": PlateKind.TRACTOR,
    "使224578": PlateKind.EMBASSY,
    "沪A1234领": PlateKind.CONSULATE,
    "鲁O12345": PlateKind.ORDINARY,
    "豫S1234应急": PlateKind.EMERGENCY,
}


def codes(text: str) -> list[str]:
    return [problem.code for problem in plate.parse(text)[1]]


def test_there_are_as_many_vectors_as_the_domain_gives() -> None:
    assert len(VALID) == len(INVALID.split()) == 24


@pytest.mark.parametrize(("text", "kind"), [*VALID.items(), *ALSO_VALID.items()])
def test_valid(text: str, kind: PlateKind) -> None:
    found, problems = plate.parse(text)
    assert found is not None
    assert found.kind is kind
    assert found.text == plate.normalise(text)
    assert not any(problem.severity is Severity.ERROR for problem in problems)


@pytest.mark.parametrize("text", INVALID.split())
def test_invalid(text: str) -> None:
    found, problems = plate.parse(text)
    assert found is None
    assert [problem.severity for problem in problems] == [Severity.ERROR]
    assert problems[0].code in ("PLATE_FORMAT", "PLATE_LETTER_IO")


@pytest.mark.parametrize("letter", "DABCEFGHJK")
def test_all_new_energy_letters(letter: str) -> None:
    """Not only D and F: many public patterns refuse the others, which exist."""
    assert plate.parse(f"豫L{letter}12345")[0] == plate.Plate(text=f"豫L{letter}12345", kind=PlateKind.NEV_SMALL)
    assert plate.parse(f"豫L12345{letter}")[0] == plate.Plate(text=f"豫L12345{letter}", kind=PlateKind.NEV_LARGE)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("豫LO1234", "豫L01234"),
        ("豫LI1234", "豫L11234"),
        ("豫OI1234", "豫O11234"),
        ("22457O使", "224570使"),
        ("豫L1234O", "豫L12340"),
    ],
)
def test_a_typed_letter_for_a_digit_is_offered_as_the_digit(text: str, suggestion: str) -> None:
    found, problems = plate.parse(text)
    assert found is None
    assert [problem.code for problem in problems] == ["PLATE_LETTER_IO"]
    assert problems[0].details == {"text": text, "suggestion": suggestion}
    assert suggestion in problems[0].text()


def test_nothing_is_offered_where_digits_do_not_help() -> None:
    assert codes("豫I12345") == ["PLATE_FORMAT"]


def test_no_digits_of_other_scripts() -> None:
    assert codes("豫L١٢٣٤٥") == ["PLATE_FORMAT"]


def test_the_error_names_the_text_but_not_without_end() -> None:
    assert plate.parse("河L12345")[1][0].details["text"] == "河L12345"
    assert len(str(plate.parse("河" * 10_000)[1][0].details["text"])) == 20


@pytest.mark.parametrize("text", ["无牌", "NONE", "none", " 无 牌 ", "无号牌"])
def test_no_plate(text: str) -> None:
    assert plate.parse(text) == (plate.Plate(text=plate.NONE, kind=PlateKind.NONE), [])


def test_no_plate_in_both_languages() -> None:
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        shown = plate.display("NONE")
        assert shown != "NONE"
        assert plate.normalise(shown) == plate.NONE


def test_issuing_letters_warn_only_where_a_list_is_known() -> None:
    assert codes("豫T12345") == ["PLATE_AUTHORITY"]
    assert codes("豫O12345") == ["PLATE_AUTHORITY"]
    assert codes("京X12345") == []
    assert codes("豫X1234应急") == []
    assert [problem.code for problem in plate.parse("京X12345", letters={"京": {"A": "北京"}})[1]] == ["PLATE_AUTHORITY"]
    assert plate.parse("豫T12345")[1][0].severity is Severity.WARN


def test_more_than_two_letters_warn() -> None:
    assert codes("豫LABC12") == ["PLATE_LETTERS"]
    assert codes("豫LAB123") == []
    assert plate.parse("豫LABC12")[1][0].severity is Severity.WARN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("豫L12345", "豫L·12345"),
        ("豫AD12345", "豫A·D12345"),
        ("豫L12345D", "豫L·12345D"),
        ("豫L0123警", "豫·L0123警"),
        ("豫X1234应急", "豫·X1234应急"),
        ("豫L1234挂", "豫L·1234挂"),
        ("粤ZF023澳", "粤Z·F023澳"),
        ("沪22478领", "沪224·78领"),
        ("沪A1234领", "沪A·1234领"),
        ("224578使", "224·578使"),
        ("使224578", "使224·578"),
        ("WJ豫12345", "WJ豫12345"),
        ("JA12345", "JA·12345"),
        ("豫1112345", "豫11·12345"),
        ("NONE", "无牌"),
        ("临时纸牌 A1", "临时纸牌 A1"),
    ],
)
def test_display(text: str, shown: str) -> None:
    assert plate.display(text) == shown


def test_colours() -> None:
    assert plate.default_colour(PlateKind.NEV_SMALL) is PlateColour.GREEN
    assert plate.default_colour(PlateKind.NEV_LARGE) is PlateColour.YELLOW_GREEN
    assert plate.default_colour(PlateKind.POLICE) is PlateColour.WHITE
    assert plate.default_colour(PlateKind.ORDINARY) is None


def test_every_province_is_reached_by_its_initial() -> None:
    assert sorted("".join(plate.PROVINCE_INITIALS.values())) == sorted(plate.PROVINCES)
    assert len(plate.PROVINCES) == 31
    assert plate.province_by_initial("y")[0] == "豫"
    assert plate.province_by_initial("?") == []


def test_the_initials_are_those_of_the_dictionary() -> None:
    from pypinyin import Style, pinyin

    for initial, provinces in plate.PROVINCE_INITIALS.items():
        for province in provinces:
            assert initial.lower() in pinyin(province, style=Style.FIRST_LETTER, heteronym=True)[0]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("12345", "豫L12345"),
        ("d12345", "豫LD12345"),
        ("0123警", "豫L0123警"),
        ("A12345", "豫LA12345"),
        ("L12345", "豫L12345"),
        ("豫L12345", "豫L12345"),
        ("京a·12345", "京A12345"),
        ("/ja12345", "京A12345"),
        ("/y", "豫"),
        ("WJ12345", "WJ12345"),
        ("224578使", "224578使"),
        ("JA12345", "JA12345"),
        ("无牌", "NONE"),
        ("豫L", "豫L"),
        ("", ""),
        ("O1234", "豫LO1234"),
        ("豫L1234567", "豫L1234567"),
    ],
)
def test_complete(typed: str, whole: str) -> None:
    assert plate.complete(typed, "豫L") == whole


def test_a_mere_prefix_is_no_plate() -> None:
    assert all(plate.is_bare(text) for text in ("", " ", "豫", "豫L", "豫L·", "WJ", "WJ豫"))
    assert not any(plate.is_bare(text) for text in ("豫L1", "无牌", "12345", "L"))


def test_every_kind_has_a_label() -> None:
    assert set(plate.PLATE_KIND_LABELS) == set(PlateKind)
    assert set(plate.PLATE_KIND_LABELS) == {str(kind) for kind in PlateKind}


SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
plates = st.one_of(
    st.sampled_from([*VALID, *ALSO_VALID]),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(plate.PROVINCES),
        st.sampled_from("ABCDEFGHJKLMNOPQRSTUVWXYZ"),
        st.text(SERIAL, min_size=4, max_size=6),
        st.sampled_from(["", "挂", "学", "警", "临"]),
    ),
)


@given(st.text())
def test_the_normal_form_is_a_fixed_point(text: str) -> None:
    assert plate.normalise(plate.normalise(text)) == plate.normalise(text)


@given(plates)
def test_what_is_shown_is_read_back(text: str) -> None:
    found, problems = plate.parse(text)
    if found is not None:
        assert plate.parse(plate.display(found.text)) == (found, problems)


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found, problems = plate.parse(text)
    assert (found is None) == any(problem.severity is Severity.ERROR for problem in problems)
    plate.complete(text, "豫L")
    plate.display(text)
