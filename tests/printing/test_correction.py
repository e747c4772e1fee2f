from __future__ import annotations

from checkpoint_app.printing import correction, reading
from tests.printing.samples import correction_content, drawn, plain


def test_each_correction_stands_with_old_new_reason_and_who() -> None:
    pdf, _ = drawn(correction.draw, correction_content(40))
    pages = reading.page_texts(pdf)
    assert len(pages) > 1
    text = "".join(pages)
    for row in correction_content(40).corrections:
        assert plain(f"{row.place}{row.entry}{row.field}{row.old}{row.new}{row.reason}{row.by}{row.at}") in text
    assert all("序原处项目原内容更正为理由经手人" in page for page in pages)


def test_it_says_which_log_it_belongs_to_on_each_page() -> None:
    content = correction_content(40)
    pdf, _ = drawn(correction.draw, content)
    first, *others = reading.page_texts(pdf)
    assert f"原日志卡点勤务日志原编号{content.log_number}" in first
    assert "40处" in first
    assert "本更正单附于原日志之后" in first
    for page in (first, *others):
        assert f"编号{content.number}" in page
    for page in others:
        assert f"附于卡点勤务日志{content.log_number}" in page


def test_it_is_closed_and_signed() -> None:
    (page,) = reading.page_texts(drawn(correction.draw, correction_content(1))[0])
    assert "以下空白" in page
    assert "更正人：核对人：归档人：带班领导/审核：单位（盖章）年月日" in page
