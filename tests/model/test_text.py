"""Cleaning keeps what it must, folding keeps positions, and the search tokens say exactly what `in` says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import text
from checkpoint_app.model.problems import Severity

RARE = "𠮷𫖯𬱖䶮龘"
SMALL = st.text("aAＡa中慎-－1é℃#𠮷 Σσς", max_size=6)


class TestFold:
    def test_case_and_width(self) -> None:
        assert text.fold("豫Ｌ１２３４５ ABC　ｘ") == "豫l12345 abc x"

    @pytest.mark.parametrize("char", ["℃", "#", "é", *RARE, "·", "ﬁ", "ß", "①"])
    def test_what_stays_itself(self, char: str) -> None:
        assert text.fold(char) == char

    def test_case_beyond_ascii(self) -> None:
        assert text.fold("ÉΣς") == "éσσ"

    @given(st.text())
    def test_one_for_one_and_idempotent(self, value: str) -> None:
        folded = text.fold(value)
        assert len(folded) == len(value)
        assert text.fold(folded) == folded

    @given(st.text(), st.text())
    def test_part_by_part(self, first: str, second: str) -> None:
        assert text.fold(first + second) == text.fold(first) + text.fold(second)


class TestTokens:
    def test_the_two_columns(self) -> None:
        assert text.tokens(["豫l1", "a"]) == ("8c6b 6c 31 z 61 z", "8c6bg6c 6cg31 z z")
        assert text.tokens(["ab", "", "cd"])[1] == "61g62 z z 63g64 z"
        assert text.tokens([]) == ("", "")

    def test_pairs_cannot_be_mistaken_for_others(self) -> None:
        assert text.pair("a", "中") != text.pair("慎", "-")

    @given(st.lists(SMALL, max_size=4), SMALL.filter(lambda word: len(word) > 0))
    def test_a_phrase_is_found_exactly_where_the_word_is(self, fields: list[str], word: str) -> None:
        folded = [text.fold(field) for field in fields]
        word = text.fold(word)
        one, two = text.tokens(folded)
        phrase, column = (text.single(word), one) if len(word) == 1 else (" ".join(text.pairs(word)), two)
        found = f" {phrase} " in f" {column} "
        assert found == any(word in field for field in folded)

    @given(st.text(min_size=1), st.data())
    def test_the_tokens_of_a_part_are_among_those_of_the_whole(self, value: str, data: st.DataObject) -> None:
        folded = text.fold(value)
        start = data.draw(st.integers(0, len(folded)))
        end = data.draw(st.integers(start, len(folded)))
        part = folded[start:end]
        assert set(text.tokens([part])[0].split()) <= set(text.tokens([folded])[0].split())
        assert set(text.pairs(part)) <= set(text.pairs(folded))

    @given(st.lists(st.text()))
    def test_tokens_are_plain_ascii_words(self, fields: list[str]) -> None:
        """The tokenizer splits at anything else."""
        assert all(part.isascii() and part.isalnum() for column in text.tokens(fields) for part in column.split(" ") if part)


class TestCleanText:
    def test_only_c0_controls_go(self) -> None:
        assert text.clean_text("a\x00b\tc\x1b[0m", multiline=False) == "abc[0m"
        kept = "ｆｕｌｌ é ℃ \u202e \x7f\x85\u200d" + RARE
        assert text.clean_text(kept, multiline=False) == kept

    def test_line_breaks_stay_in_notes(self) -> None:
        assert text.clean_text("一\r\n二\n三", multiline=True) == "一\n二\n三"
        assert text.clean_text("一\r\n二", multiline=False) == "一二"

    @given(st.text(st.characters()), st.booleans())
    def test_the_result_can_be_stored(self, value: str, multiline: bool) -> None:
        cleaned = text.clean_text(value, multiline=multiline)
        cleaned.encode()
        assert text.clean_text(cleaned, multiline=multiline) == cleaned
        assert not any(char < " " and not (multiline and char == "\n") for char in cleaned)


def test_direction_marks_become_visible() -> None:
    assert text.visible("a\u202eb\u2066c\u200fd") == "a⟦U+202E⟧b⟦U+2066⟧c⟦U+200F⟧d"
    assert text.visible("张三é") == "张三é"


@pytest.mark.parametrize("dot", "\u2022\u2027\u2219\u22c5\u30fb\uff65\u16eb\u0387")
def test_every_dot_of_a_name_is_the_middle_dot(dot: str) -> None:
    assert text.clean_name(f"买买提{dot}吐尔逊") == ("买买提·吐尔逊", [])


class TestCleanName:
    def test_written_forms_stay(self) -> None:
        # A compatibility ideograph and a decomposed é: both would change under NFC.
        name = "\uf9d0e\u0301" + RARE
        assert text.clean_name(f"　{name} ") == (name, [])

    @pytest.mark.parametrize("char", ["\x07", "\u200b", "\u200d", "\u202e", "\ufeff", "\u2028", "\x85", "\ud800"])
    def test_invisible_characters_are_refused(self, char: str) -> None:
        name, problems = text.clean_name(f"张{char}三")
        assert [(problem.code, problem.severity) for problem in problems] == [("NAME_CHARACTER", Severity.ERROR)]
        assert problems[0].details == {"code": f"U+{ord(char):04X}"}
        assert char in name

    def test_length(self) -> None:
        assert text.clean_name("𠮷" * 100)[1] == []
        assert [problem.code for problem in text.clean_name("𠮷" * 101)[1]] == ["NAME_TOO_LONG"]

    @pytest.mark.parametrize("char", ["\ue000", "\uf8ff", "\U000f0000"])
    def test_private_characters_warn_and_stay(self, char: str) -> None:
        name, problems = text.clean_name(f"张{char}")
        assert name == f"张{char}"
        assert [(problem.code, problem.severity) for problem in problems] == [("NAME_PRIVATE", Severity.WARN)]

    @pytest.mark.parametrize("stop", [".", "．"])
    def test_a_full_stop_is_asked_about(self, stop: str) -> None:
        name, problems = text.clean_name(f"买买提{stop}吐尔逊")
        assert name == f"买买提{stop}吐尔逊"
        assert [(problem.code, problem.severity) for problem in problems] == [("NAME_DOT", Severity.WARN)]
        assert problems[0].details == {"suggestion": "买买提·吐尔逊"}
        assert text.clean_name("J. Smith")[1] == []


def test_natural_key() -> None:
    assert text.natural_key(" ＡＢ１２ \t 小学　 (北) ") == "AB12 小学 (北)"
    assert text.natural_key("abc") != text.natural_key("ABC")


@given(st.text())
def test_natural_key_is_a_fixed_point(value: str) -> None:
    assert text.natural_key(text.natural_key(value)) == text.natural_key(value)
