"""Schools, premises and equipment as plain values, with the attributes their registers keep (domain §6.2, §7.2–7.4). Pure.

A school or premises is a site of that kind with more attributes: one id, one natural key (kind, name).
Days are ISO text, empty for none; counts and yes/no are None when nobody said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checkpoint_app.i18n import noop
from checkpoint_app.model.attributes import Attribute, Words
from checkpoint_app.model.records import Site

SCHOOL_TYPE_LABELS: Mapping[str, str] = {
    "KINDERGARTEN": noop("Kindergarten"),
    "PRIMARY": noop("Primary school"),
    "JUNIOR": noop("Junior middle school"),
    "NINE_YEAR": noop("Nine-year school"),
    "SENIOR": noop("Senior middle school"),
    "COMPLETE": noop("Complete middle school"),
    "VOCATIONAL": noop("Vocational school"),
    "SPECIAL": noop("Special school"),
    "TRAINING": noop("Training centre"),
}
RISK_LABELS: Mapping[str, str] = {"LOW": noop("Low|risk"), "MEDIUM": noop("Medium|risk"), "HIGH": noop("High|risk")}
PREMISES_TYPE_LABELS: Mapping[str, str] = {
    "HOTEL": noop("Hotel"),
    "MARKET": noop("Shops and markets"),
    "RESTAURANT": noop("Restaurant"),
    "ENTERTAINMENT": noop("Public entertainment"),
    "INTERNET": noop("Internet café"),
    "HOSPITAL": noop("Hospital"),
    "ELDERLY": noop("Home for the elderly"),
    "SCHOOL": noop("School"),
    "STATION": noop("Waiting room"),
    "FUEL": noop("Fuel and dangerous goods"),
    "FACTORY": noop("Factory or workshop"),
    "STORE": noop("Storehouse"),
    "OFFICE": noop("Office"),
    "HOUSING": noop("Housing estate"),
    "VILLAGE": noop("Village or residents' committee"),
    "OTHER": noop("Other"),
}
NATURE_LABELS: Mapping[str, str] = {
    "GENERAL": noop("Ordinary unit"),
    "KEY": noop("Key fire unit"),
    "PROPERTY": noop("Property manager"),
    "VILLAGE": noop("Village or residents' committee"),
    "OTHER": noop("Other"),
}
"""单位性质, as the form of a fire check asks for it (domain §7.2)."""
_NATURES: Words = {
    "GENERAL": (NATURE_LABELS["GENERAL"], "一般单位", "一般"),
    "KEY": (NATURE_LABELS["KEY"], "消防安全重点单位", "重点单位", "重点"),
    "PROPERTY": (NATURE_LABELS["PROPERTY"], "物业服务企业", "物业"),
    "VILLAGE": (NATURE_LABELS["VILLAGE"], "村（居）民委员会", "村委会", "居委会", "村民委员会", "居民委员会"),
    "OTHER": (NATURE_LABELS["OTHER"], "其他"),
}
_SCHOOL_TYPES: Words = {
    "KINDERGARTEN": (SCHOOL_TYPE_LABELS["KINDERGARTEN"], "幼儿园", "幼教", "学前"),
    "PRIMARY": (SCHOOL_TYPE_LABELS["PRIMARY"], "小学", "教学点"),
    "JUNIOR": (SCHOOL_TYPE_LABELS["JUNIOR"], "初中", "初级中学"),
    "NINE_YEAR": (SCHOOL_TYPE_LABELS["NINE_YEAR"], "九年一贯", "九年一贯制", "九年制"),
    "SENIOR": (SCHOOL_TYPE_LABELS["SENIOR"], "高中", "高级中学"),
    "COMPLETE": (SCHOOL_TYPE_LABELS["COMPLETE"], "完全中学", "完中", "中学"),
    "VOCATIONAL": (SCHOOL_TYPE_LABELS["VOCATIONAL"], "中职", "职业", "中专", "职高", "技校"),
    "SPECIAL": (SCHOOL_TYPE_LABELS["SPECIAL"], "特教", "特殊教育"),
    "TRAINING": (SCHOOL_TYPE_LABELS["TRAINING"], "培训机构", "培训", "校外"),
}
_RISKS: Words = {
    "LOW": (RISK_LABELS["LOW"], "低", "低风险", "一般"),
    "MEDIUM": (RISK_LABELS["MEDIUM"], "中", "中风险", "较大"),
    "HIGH": (RISK_LABELS["HIGH"], "高", "高风险", "重大"),
}
_PREMISES_TYPES: Words = {
    "HOTEL": (PREMISES_TYPE_LABELS["HOTEL"], "宾馆", "旅馆", "酒店", "旅店", "招待所", "民宿"),
    "MARKET": (PREMISES_TYPE_LABELS["MARKET"], "商场", "超市", "市场", "商店", "门店", "商铺"),
    "RESTAURANT": (PREMISES_TYPE_LABELS["RESTAURANT"], "餐饮", "饭店", "餐馆", "餐厅"),
    "ENTERTAINMENT": (
        PREMISES_TYPE_LABELS["ENTERTAINMENT"],
        "公共娱乐",
        "娱乐",
        "歌舞",
        "KTV",
        "影院",
        "洗浴",
        "足浴",
        "酒吧",
        "游艺",
    ),
    "INTERNET": (PREMISES_TYPE_LABELS["INTERNET"], "网吧", "网咖", "上网服务"),
    "HOSPITAL": (PREMISES_TYPE_LABELS["HOSPITAL"], "医院", "卫生院", "诊所", "医疗"),
    "ELDERLY": (PREMISES_TYPE_LABELS["ELDERLY"], "养老", "敬老院", "福利院"),
    "SCHOOL": (PREMISES_TYPE_LABELS["SCHOOL"], "学校", "幼儿园", "小学", "中学", "培训"),
    "STATION": (PREMISES_TYPE_LABELS["STATION"], "候车", "车站", "客运站"),
    "FUEL": (PREMISES_TYPE_LABELS["FUEL"], "加油站", "加气站", "危险品", "易燃易爆", "液化气"),
    "FACTORY": (PREMISES_TYPE_LABELS["FACTORY"], "工厂", "生产企业", "企业", "车间", "加工", "作坊"),
    "STORE": (PREMISES_TYPE_LABELS["STORE"], "仓库", "仓储", "物流", "库房"),
    "OFFICE": (PREMISES_TYPE_LABELS["OFFICE"], "办公", "机关", "写字楼", "银行"),
    "HOUSING": (PREMISES_TYPE_LABELS["HOUSING"], "小区", "物业", "住宅", "居民楼", "出租房", "公寓"),
    "VILLAGE": (PREMISES_TYPE_LABELS["VILLAGE"], "村委会", "居委会", "村(居)委会", "社区"),
    "OTHER": (PREMISES_TYPE_LABELS["OTHER"], "其他", "其它"),
}
FOUR_HUNDRED: Mapping[str, str] = {
    "closed_management": noop("Closed|four"),
    "guards_actual": noop("Guards|four"),
    "one_key_alarm": noop("Alarm, video|four"),
    "post_set": noop("Post set up|four"),
}
"""四个100%: closed management, guards (enough of them), alarm with video, a guarded post (domain §6.1)."""

SCHOOL = (
    Attribute(key="type", label=noop("Type"), kind="choice", words=_SCHOOL_TYPES),
    Attribute(key="short", label=noop("Short name"), limit=20),
    Attribute(key="students", label=noop("Pupils"), kind="count"),
    Attribute(key="boarders", label=noop("Boarders"), kind="count"),
    Attribute(key="staff", label=noop("Staff"), kind="count"),
    Attribute(key="principal", label=noop("Principal")),
    Attribute(key="phone", label=noop("Phone")),
    Attribute(key="security_head", label=noop("Head of security")),
    Attribute(key="security_phone", label=noop("Phone of security")),
    Attribute(key="officer", label=noop("Responsible officer"), kind="reference", noun="officer"),
    Attribute(key="deputy_principal", label=noop("Deputy principal for law")),
    Attribute(key="gates", label=noop("Gates"), kind="words"),
    Attribute(key="guards_required", label=noop("Guards required"), kind="count"),
    Attribute(key="guards_actual", label=noop("Guards there are"), kind="count"),
    Attribute(key="has_crossing", label=noop("Crossing at the gate"), kind="flag"),
    Attribute(key="on_highway", label=noop("On a highway"), kind="flag"),
    Attribute(key="one_key_alarm", label=noop("One-key alarm"), kind="flag"),
    Attribute(key="alarm_tested", label=noop("Alarm tested"), kind="day"),
    Attribute(key="video_linked", label=noop("Video linked to the police"), kind="flag"),
    Attribute(key="closed_management", label=noop("Closed management"), kind="flag"),
    Attribute(key="post_set", label=noop("Guarded post set up"), kind="flag"),
    Attribute(key="bollards", label=noop("Barriers against cars"), kind="flag"),
    Attribute(key="lights", label=noop("Lights"), kind="flag"),
    Attribute(key="school_buses", label=noop("School buses"), kind="count"),
    Attribute(key="emergency_unit", label=noop("Emergency unit (persons)"), kind="count"),
    Attribute(key="last_drill", label=noop("Last drill"), kind="day"),
    Attribute(key="risk", label=noop("Risk"), kind="choice", words=_RISKS),
    Attribute(key="periods", label=noop("Own periods"), kind="any"),
    Attribute(key="required", label=noop("Headcount required"), kind="any"),
    Attribute(key="days", label=noop("Own days"), kind="any"),
)
PREMISES = (
    Attribute(key="type", label=noop("Type"), kind="choice", words=_PREMISES_TYPES, open=True),
    Attribute(key="nature", label=noop("Nature of the unit"), kind="choice", words=_NATURES),
    Attribute(key="manager", label=noop("Manager")),
    Attribute(key="phone", label=noop("Phone")),
    Attribute(key="key_unit", label=noop("Key unit of fire safety"), kind="flag"),
    Attribute(key="half_monthly", label=noop("Checked every half month"), kind="flag"),
    Attribute(key="area_m2", label=noop("Area (m²)"), kind="number", limit=100_000_000),
    Attribute(key="floors", label=noop("Floors")),
    Attribute(key="height_m", label=noop("Height (m)"), kind="number", limit=1000),
    Attribute(key="officer", label=noop("Responsible officer"), kind="reference", noun="officer"),
    Attribute(key="patrol", label=noop("Patrols of its own")),
)


def equipment_attributes(kinds: Words) -> Sequence[Attribute]:
    """The attributes of a piece of equipment beside its natural key (premises, label)."""
    return (
        Attribute(key="place", label=noop("Place")),
        Attribute(key="floor", label=noop("Floor"), limit=20),
        Attribute(key="kind", label=noop("Kind"), kind="choice", words=kinds),
        Attribute(key="model", label=noop("Model"), limit=60),
        Attribute(key="made", label=noop("Made on"), kind="day"),
        Attribute(key="serviced", label=noop("Serviced on"), kind="day"),
        Attribute(key="position", label=noop("Walking order"), kind="count"),
        Attribute(key="note", label=noop("Note"), kind="note"),
        Attribute(key="active", label=noop("In use"), kind="flag", clearable=False),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class School(Site):
    """学校, with what 四个100% asks. `officer` is the id of the 包保民警; `periods` None: those of its type and season (`duty_periods`);
    `required` empty: the headcount of its type; `days`: ISO day → HOLIDAY or WORKDAY where it differs from the station's calendar."""

    kind: str = "school"
    type: str = ""
    short: str = ""
    students: int | None = None
    boarders: int | None = None
    staff: int | None = None
    principal: str = ""
    phone: str = ""
    security_head: str = ""
    security_phone: str = ""
    officer: str = ""
    deputy_principal: str = ""
    gates: Sequence[str] = ()
    guards_required: int | None = None
    guards_actual: int | None = None
    has_crossing: bool | None = None
    on_highway: bool | None = None
    one_key_alarm: bool | None = None
    alarm_tested: str = ""
    video_linked: bool | None = None
    closed_management: bool | None = None
    post_set: bool | None = None
    bollards: bool | None = None
    lights: bool | None = None
    school_buses: int | None = None
    emergency_unit: int | None = None
    last_drill: str = ""
    risk: str = ""
    periods: Sequence[Mapping[str, object]] | None = None
    required: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, str] = field(default_factory=dict)

    def guards_enough(self) -> bool | None:
        """专职保安员配备: as many as are required, at least one; None when nobody counted."""
        if self.guards_actual is None:
            return None
        return self.guards_actual >= max(self.guards_required or 1, 1)

    def four_hundred(self) -> dict[str, bool | None]:
        """四个100% (domain §6.1): each point reached, not reached, or None where nobody said."""
        alarm, video = self.one_key_alarm, self.video_linked
        linked = False if alarm is False or video is False else None if alarm is None or video is None else True
        return {
            "closed_management": self.closed_management,
            "guards_actual": self.guards_enough(),
            "one_key_alarm": linked,
            "post_set": self.post_set,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises(Site):
    """单位（场所）. `officer` is the id of the responsible officer; `patrol` the code of its own patrol rule (equipment rules)."""

    kind: str = "premises"
    type: str = ""
    nature: str = ""
    manager: str = ""
    phone: str = ""
    key_unit: bool | None = None
    half_monthly: bool | None = None
    area_m2: float | None = None
    floors: str = ""
    height_m: float | None = None
    officer: str = ""
    patrol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A piece of equipment. `premises` is the id of the site where it is, `label` its number there; `position` the walking order."""

    id: str
    premises: str
    label: str
    place: str = ""
    floor: str = ""
    kind: str = ""
    model: str = ""
    made: str = ""
    serviced: str = ""
    position: int | None = None
    note: str = ""
    active: bool = True
