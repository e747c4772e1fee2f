"""Names are found by the pinyin that people here say: surnames and local places of domain §11."""

from __future__ import annotations

import pytest

from checkpoint_app.model import pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge", "翟": "zhai", "覃": "qin",
    "员": "yun", "种": "chong", "缪": "miao", "乐": "yue", "尉迟": "yuchi", "万俟": "moqi", "冼": "xian", "任": "ren", "华": "hua",
    "宁": "ning", "纪": "ji",
}  # fmt: skip
PLACES = {
    "漯河": "luohe", "郾城": "yancheng", "召陵": "shaoling", "源汇": "yuanhui", "舞阳": "wuyang", "临颍": "linying", "裴城": "peicheng",
    "淞江": "songjiang",
}  # fmt: skip


@pytest.mark.parametrize(("surname", "sound"), SURNAMES.items())
def test_surnames(surname: str, sound: str) -> None:
    assert pinyin.full(surname + "小明", person=True) == sound + "xiaoming"
    assert pinyin.initials(surname + "小明", person=True).endswith("xm")
    assert pinyin.initials(surname + "小明", person=True)[0] == sound[0]


@pytest.mark.parametrize(("place", "sound"), PLACES.items())
def test_places(place: str, sound: str) -> None:
    assert pinyin.full(place) == sound
    assert pinyin.full(f"第一{place}卡点") == f"diyi{sound}kadian"


def test_surnames_only_lead_a_persons_name() -> None:
    assert pinyin.full("单行道") == "danxingdao"
    assert pinyin.full("王单", person=True) == "wangdan"


def test_mixed_text() -> None:
    assert pinyin.full("裴城镇 S220 卡点") == "peichengzhens220kadian"
    assert pinyin.initials("裴城镇 S220 卡点") == "pczs220kd"
    assert pinyin.full("买买提·吐尔逊") == "maimaitituerxun"


def test_characters_without_a_known_sound_stay() -> None:
    assert pinyin.full("𠮷明", person=True) == "𠮷ming"
    for rare in "𫖯𬱖䶮龘":
        assert pinyin.full(rare, person=True)


def test_search_words() -> None:
    assert pinyin.search_words("漯河市实验小学", person=False) == ["luoheshishiyanxiaoxue", "lhssyxx"]
    assert pinyin.search_words("覃小明", person=True) == ["qinxiaoming", "qxm", "tanxiaoming", "txm"]
    assert pinyin.search_words("S220", person=False) == []
    assert pinyin.search_words("", person=True) == []
