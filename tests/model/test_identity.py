"""Every identity vector of domain §1 and appendix A, with its severity. Numbers are the standard's samples or of people born 1890."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from checkpoint_app.model import identity
from checkpoint_app.model.problems import Severity

TODAY = date(2026, 1, 1)


def numbered(body: str) -> str:
    """A made number: 17 digits with their check character."""
    return body + identity.check_character(body)


def codes(text: str, **options: object) -> list[str]:
    return [problem.code for problem in identity.parse(text, today=TODAY, **options)[1]]  # type: ignore[arg-type]


VALID = [
    ("11010519491231002X", "PRC_ID", date(1949, 12, 31), "2", "110105"),
    ("440524188001010014", "PRC_ID", date(1880, 1, 1), "1", "440524"),
    ("411103189001010010", "PRC_ID", date(1890, 1, 1), "1", "411103"),
    ("411103189001010029", "PRC_ID", date(1890, 1, 1), "2", "411103"),
    ("411103202402290010", "PRC_ID", date(2024, 2, 29), "1", "411103"),
    ("81000018900101001X", "HKMO_RES", date(1890, 1, 1), "1", "810000"),
    ("82000018900101002X", "HKMO_RES", date(1890, 1, 1), "2", "820000"),
    ("83000018900101003X", "TW_RES", date(1890, 1, 1), "1", "830000"),
    ("941840189001010014", "FPR", date(1890, 1, 1), "1", "41"),
]
INVALID = [
    ("110105194912310021", "IDENTITY_CHECK"),
    ("410000190002290011", "IDENTITY_DATE"),
    ("4111031890010100", "IDENTITY_FORMAT"),
    ("A11103189001010013", "IDENTITY_FORMAT"),
    ("411103300001010019", "IDENTITY_DATE"),
    ("99010519491231002X", "IDENTITY_REGION"),
    ("", "IDENTITY_FORMAT"),
    ("41110318900101001०", "IDENTITY_FORMAT"),
    (numbered("81010018900101001"), "IDENTITY_REGION"),
    (numbered("47010018900101001"), "IDENTITY_REGION"),
    (numbered("41110317991231001"), "IDENTITY_DATE"),
    (numbered("41110318900230001"), "IDENTITY_DATE"),
    ("471103010101001", "IDENTITY_REGION"),
    ("811103010101001", "IDENTITY_REGION"),
]


@pytest.mark.parametrize(("text", "kind", "born", "sex", "region"), VALID)
def test_valid(text: str, kind: str, born: date, sex: str, region: str) -> None:
    found, problems = identity.parse(text, today=TODAY)
    assert found == identity.Identity(text=text, kind=kind, born=born, sex=sex, region=region)
    assert not any(problem.severity is Severity.ERROR for problem in problems)


@pytest.mark.parametrize(("text", "code"), INVALID)
def test_invalid(text: str, code: str) -> None:
    found, problems = identity.parse(text, today=TODAY)
    assert found is None
    assert [(problem.code, problem.severity) for problem in problems] == [(code, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002Х",  # Cyrillic
        "11010519491231002х",
        "11010519491231002Ⅹ",
        "11010519491231002×",
    ],
)
def test_normal_form(text: str) -> None:
    found, _ = identity.parse(text, today=TODAY)
    assert found is not None
    assert found.text == "11010519491231002X"


def test_today_is_not_the_future() -> None:
    number = "411103202402290010"
    assert identity.parse(number, today=date(2024, 2, 29))[0] is not None
    assert identity.parse(number, today=date(2024, 2, 28))[0] is None


def test_a_wrong_check_character_confirmed_by_the_officer_warns() -> None:
    found, problems = identity.parse("110105194912310021", today=TODAY, as_seen=True)
    assert found is not None
    assert found.text == "110105194912310021"
    assert [(problem.code, problem.severity) for problem in problems] == [("IDENTITY_CHECK", Severity.WARN)]


def test_as_seen_does_not_open_the_other_rules() -> None:
    assert codes("410000190002290011", as_seen=True) == ["IDENTITY_DATE"]


def test_region_codes_warn_where_a_complete_list_is_known() -> None:
    assert "IDENTITY_REGION_UNLISTED" in codes(numbered("41119918900101001"))
    assert "IDENTITY_REGION_UNLISTED" in codes(numbered("41500118900101001"))
    assert "IDENTITY_REGION_UNLISTED" not in codes(numbered("41112318900101001"))  # 原郾城县
    assert "IDENTITY_REGION_UNLISTED" not in codes(numbered("44990118900101001"))
    assert "IDENTITY_REGION_UNLISTED" in codes(numbered("44990118900101001"), regions={"44": {"4401": "广州市"}})


class TestFifteenPlaces:
    def test_upgrade(self) -> None:
        found, problems = identity.parse("411103010101001", today=TODAY)
        assert found == identity.Identity(
            text="411103190101010016",
            kind="PRC_ID",
            born=date(1901, 1, 1),
            sex="1",
            region="411103",
            upgraded_from="411103010101001",
        )
        assert {(problem.code, problem.severity) for problem in problems} == {
            ("IDENTITY_OLD_NUMBER", Severity.WARN),
            ("IDENTITY_AGE_OVER_120", Severity.WARN),
        }

    @pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
    def test_the_sequences_of_centenarians_ask(self, sequence: str) -> None:
        found, problems = identity.parse(f"411103010101{sequence}", today=TODAY)
        assert found is None
        assert [(problem.code, problem.severity) for problem in problems] == [("IDENTITY_CENTURY", Severity.ERROR)]

    def test_an_ordinary_sequence_beside_them(self) -> None:
        assert identity.parse("411103010101995", today=TODAY)[0] is not None

    def test_a_bad_date(self) -> None:
        assert codes("411103010230001") == ["IDENTITY_DATE"]


class TestAge:
    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            (date(2026, 6, 1), {"IDENTITY_UNDER_16", "IDENTITY_UNDER_14"}),
            (date(2039, 6, 1), {"IDENTITY_UNDER_16"}),
            (date(2041, 6, 1), set()),
        ],
    )
    def test_minors(self, today: date, expected: set[str]) -> None:
        problems = identity.parse("411103202402290010", today=today)[1]
        assert {problem.code for problem in problems} == expected
        assert all(problem.severity is Severity.INFO for problem in problems)

    def test_over_120_warns(self) -> None:
        assert [(problem.code, problem.severity) for problem in identity.parse("411103189001010010", today=TODAY)[1]] == [
            ("IDENTITY_AGE_OVER_120", Severity.WARN)
        ]

    def test_a_year_is_full_the_day_after_the_birthday(self) -> None:
        assert identity.age_on(date(2010, 11, 20), date(2026, 11, 20)) == 15
        assert identity.age_on(date(2010, 11, 20), date(2026, 11, 21)) == 16
        assert identity.age_on(date(2024, 2, 29), date(2025, 3, 1)) == 1
        assert identity.age_on(date(2024, 2, 29), date(2025, 2, 28)) == 0
        assert identity.age_on(date(2024, 2, 29), date(2024, 2, 29)) == 0


class TestDocuments:
    def test_a_permit_needs_its_own_number(self) -> None:
        for kind in ("HKMO_RES", "TW_RES", "FPR"):
            found, problems = identity.parse_document(kind, "411103189001010010", today=TODAY)
            assert found is None
            assert [(problem.code, problem.severity) for problem in problems] == [("IDENTITY_KIND", Severity.ERROR)]

    def test_a_permit_number_under_the_wrong_document_warns(self) -> None:
        found, problems = identity.parse_document("PRC_ID", "81000018900101001X", today=TODAY)
        assert found is not None
        assert found.kind == "HKMO_RES"
        assert ("IDENTITY_KIND", Severity.WARN) in {(problem.code, problem.severity) for problem in problems}

    @pytest.mark.parametrize("kind", ["DRIVER", "HOUSEHOLD"])
    def test_papers_with_the_identity_number(self, kind: str) -> None:
        found, _ = identity.parse_document(kind, "411103189001010029", today=TODAY)
        assert found is not None
        assert (found.kind, found.sex) == (kind, "2")
        assert identity.parse_document(kind, "411103189001010028", today=TODAY)[0] is None

    @pytest.mark.parametrize(
        ("kind", "text", "expected"),
        [
            ("HKMO_PERMIT", "H12345678", []),
            ("HKMO_PERMIT", "m1234567801", []),
            ("HKMO_PERMIT", "H1234567", ["IDENTITY_DOCUMENT_FORMAT"]),
            ("TW_PERMIT", "12345678", []),
            ("TW_PERMIT", "1234567890A", ["IDENTITY_DOCUMENT_OLD"]),
            ("TW_PERMIT", "1234567", ["IDENTITY_DOCUMENT_FORMAT"]),
            ("CN_PASSPORT", "E12345678", []),
            ("CN_PASSPORT", "EA1234567", []),
            ("CN_PASSPORT", "G12345678", []),
            ("CN_PASSPORT", "D1234567", []),
            ("CN_PASSPORT", "SE1234567", []),
            ("CN_PASSPORT", "EI1234567", ["IDENTITY_DOCUMENT_FORMAT"]),
            ("FOREIGN_PASSPORT", "AB-1234567", []),
            ("FOREIGN_PASSPORT", "A123", ["IDENTITY_DOCUMENT_FORMAT"]),
            ("MILITARY", "军字第1234567号", []),
            ("PAP", "12", ["IDENTITY_DOCUMENT_FORMAT"]),
        ],
    )
    def test_other_documents_only_warn(self, kind: str, text: str, expected: list[str]) -> None:
        found, problems = identity.parse_document(kind, text, today=TODAY, nationality="USA")
        assert found is not None
        assert found.kind == kind
        assert [problem.code for problem in problems] == expected
        assert all(problem.severity is Severity.WARN for problem in problems)

    def test_a_foreign_passport_wants_the_nationality(self) -> None:
        problems = identity.parse_document("FOREIGN_PASSPORT", "AB1234567", today=TODAY)[1]
        assert [(problem.code, problem.field, problem.severity) for problem in problems] == [
            ("IDENTITY_NATIONALITY", "nationality", Severity.WARN)
        ]

    def test_stated_identity(self) -> None:
        assert identity.parse_document("VERBAL", "", today=TODAY)[0] is None
        found, problems = identity.parse_document("VERBAL", "110105194912310021", today=TODAY)
        assert found is not None
        assert (found.kind, found.text) == ("VERBAL", "110105194912310021")
        assert [(problem.code, problem.severity) for problem in problems] == [
            ("IDENTITY_UNVERIFIED", Severity.INFO),
            ("IDENTITY_CHECK", Severity.WARN),
        ]
        verified, _ = identity.parse_document("VERBAL", "11010519491231002X", today=TODAY)
        assert verified is not None
        assert (verified.kind, verified.sex) == ("VERBAL", "2")

    def test_unknown_identity(self) -> None:
        assert identity.parse_document("UNKNOWN", "", today=TODAY) == (None, [])
        assert [problem.code for problem in identity.parse_document("UNKNOWN", "1", today=TODAY)[1]] == ["IDENTITY_NO_NUMBER"]

    def test_a_kind_that_does_not_exist(self) -> None:
        found, problems = identity.parse_document("LIBRARY", "1", today=TODAY)
        assert found is None
        assert [(problem.code, problem.severity) for problem in problems] == [("IDENTITY_DOCUMENT_KIND", Severity.ERROR)]


class TestOldPermanentResidence:
    body = "CAN41119001011"

    def test_valid(self) -> None:
        number = self.body + identity.mrz_check(self.body)
        found, problems = identity.parse(number, today=TODAY)
        assert found == identity.Identity(text=number, kind="FPR", born=date(1990, 1, 1), region="4111")
        assert problems == []
        assert identity.parse_document("FPR", number, today=TODAY)[0] == found

    def test_the_check_digit_is_that_of_passports(self) -> None:
        assert identity.mrz_check("520727") == "3"  # ICAO 9303 part 3, worked example
        assert identity.mrz_check("AB2134<<<".replace("<", "0")) == "5"

    def test_nothing_in_it_refuses(self) -> None:
        wrong = str((int(identity.mrz_check(self.body)) + 1) % 10)
        found, problems = identity.parse(self.body + wrong, today=TODAY)
        assert found is not None
        assert [(problem.code, problem.severity) for problem in problems] == [("IDENTITY_CHECK", Severity.WARN)]
        body = "CAN99119013011"
        found, problems = identity.parse(body + identity.mrz_check(body), today=TODAY)
        assert found is not None
        assert found.born is None
        assert [problem.code for problem in problems] == ["IDENTITY_REGION_UNLISTED", "IDENTITY_DATE"]

    def test_two_digits_of_a_year_are_never_the_future(self) -> None:
        body = "CAN41113001011"
        found, _ = identity.parse(body + identity.mrz_check(body), today=TODAY)
        assert found is not None
        assert found.born == date(1930, 1, 1)


def test_compare_with_what_was_entered() -> None:
    found, _ = identity.parse("411103189001010029", today=TODAY)
    assert found is not None
    assert identity.compare(found, sex="2", born=date(1890, 1, 1)) == []
    assert identity.compare(found, sex="0") == []
    problems = identity.compare(found, sex="1", born=date(1891, 1, 1))
    assert [(problem.code, problem.field, problem.severity) for problem in problems] == [
        ("IDENTITY_SEX_FEMALE", "sex", Severity.WARN),
        ("IDENTITY_BORN", "born", Severity.WARN),
    ]


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_keeps_the_check(number: int, place: int, shift: int) -> None:
    body = str(number)
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert identity.check_character(body) != identity.check_character(wrong)


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 15))
def test_two_swapped_neighbours_never_keep_the_check(number: int, place: int) -> None:
    body = str(number)
    assume(body[place] != body[place + 1])
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert identity.check_character(body) != identity.check_character(swapped)


@given(st.text(), st.sampled_from(sorted(identity.DOCUMENT_KINDS)))
def test_any_text_has_an_answer(text: str, kind: str) -> None:
    assert identity.normalise(identity.normalise(text)) == identity.normalise(text)
    found, problems = identity.parse(text, today=TODAY)
    assert (found is None) == any(problem.severity is Severity.ERROR for problem in problems)
    identity.parse_document(kind, text, today=TODAY)


def test_no_message_repeats_a_number() -> None:
    for number in ["110105194912310021", "411103010101001", "411103010101996", "411103189001010010"]:
        for problem in identity.parse(number, today=TODAY)[1]:
            assert number not in problem.text()
