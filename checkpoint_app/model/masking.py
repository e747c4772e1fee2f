"""What others may see of a person or a car. Pure; source: domain §5.7 (a proposal of ours, the usual Chinese pattern).

Every function takes any text and shows less of it: what is too short or of an unknown shape becomes stars altogether.
"""

from __future__ import annotations

import re

from checkpoint_app.model import phone as phones
from checkpoint_app.model import plate as plates

STAR = "*"

_COMPOUND_SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容"
    "仲孙钟离长孙宇文司徒鲜于司空闾丘亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干"
    "百里呼延东郭南门羊舌微生单于"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES[at : at + 2] for at in range(0, len(_COMPOUND_SURNAMES), 2))

_YEAR = re.compile(r"(1[89]|2[0-9])[0-9]{2}")


def name(text: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳*; a single character → *."""
    text = text.strip()
    if len(text) < 2:
        return STAR * len(text)
    surname = 2 if len(text) > 2 and text[:2] in COMPOUND_SURNAMES else 1
    return text[:surname] + STAR


def identity(text: str, *, strict: bool = False) -> str:
    """411103********0010; `strict` and shorter documents: first one and last two. Fewer than eight characters → stars."""
    text = text.strip()
    if len(text) == 18 and not strict:
        return _between(text, 6, 4)
    return _between(text, 1, 2) if len(text) >= 8 else STAR * len(text)


def phone(text: str) -> str:
    """138****1234, 0395-****567; anything else → stars."""
    found, _ = phones.parse(text)
    if found is None:
        return STAR * len(text.strip())
    if found.kind is phones.PhoneKind.MOBILE:
        return _between(found.text, 3, 4)
    area, local = found.text.split("-")
    return f"{area}-{_between(local, 0, 3)}"


def born(text: str) -> str:
    """1990-01-01 → 1990; what does not begin with a year → stars."""
    text = text.strip()
    year = _YEAR.match(text)
    return year.group() if year else STAR * len(text)


def plate(text: str) -> str:
    """豫L12345 → 豫L**345, for papers that leave the house; without a plate there is nothing to hide; a short text → stars."""
    normal = plates.normalise(text)
    if normal == plates.NONE:
        return normal
    return _between(normal, 2, 3) if len(normal) >= 7 else STAR * len(normal)


def _between(text: str, head: int, tail: int) -> str:
    """Stars for all but the first `head` and the last `tail` characters."""
    return text[:head] + STAR * (len(text) - head - tail) + text[len(text) - tail :]
