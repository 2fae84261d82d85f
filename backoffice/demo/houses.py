"""400 houses, shops and parking spaces of the demo, and the people living there; a fixed seed."""

from dataclasses import dataclass, field, replace
from random import Random

from backoffice.demo.callers import AREAS_KEPT, CALLERS, HOUSES
from backoffice.estate.names import initials, pinyin

FIXED_NUMBERS = {caller.number for caller in CALLERS} | {"13900000000"}
AREAS = ("68.20", "89.50", "103.40", "126.80")

SURNAMES = (
    "王李张刘陈" * 3
    + "杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁"
)
GIVEN_MR = [
    "建国",
    "志强",
    "海涛",
    "明辉",
    "俊杰",
    "国平",
    "子轩",
    "浩然",
    "文博",
    "天宇",
    "永刚",
    "晓东",
    "立新",
    "家豪",
    "宏伟",
    "春生",
]
GIVEN_MS = [
    "秀英",
    "丽华",
    "雪梅",
    "婷婷",
    "思雨",
    "玉兰",
    "晓燕",
    "佳怡",
    "欣妍",
    "红梅",
    "春梅",
    "雅琴",
    "梦洁",
    "诗涵",
    "桂芳",
    "海燕",
]
TEMPERAMENTS = ("", "", "", "急性子", "和气", "说话慢，耐心听", "爱较真", "怕打扰，长话短说")
HOBBIES = ("", "", "", "太极拳", "钓鱼", "广场舞", "养花", "象棋", "书法")
MOBILE_HEADS = [
    "135",
    "136",
    "137",
    "139",
    "150",
    "151",
    "158",
    "159",
    "177",
    "180",
    "186",
    "188",
    "189",
    "199",
]


@dataclass(frozen=True)
class Place:
    """A house, shop or parking space; `kind`: house, shop, parking. community: from 1; unit: "" for none."""

    id: int
    community: int
    building: str
    label: str
    code: str
    area: str
    kind: str
    floor: int
    unit: str = ""


@dataclass(frozen=True)
class Dweller:
    """Somebody living in or owning places (ids)."""

    id: int
    name: str
    surname: str
    title: str
    numbers: tuple[str, ...]
    places: tuple[int, ...]
    language: str = "zh"
    role: str = "owner"
    temperament: str = ""
    hobbies: str = ""

    @property
    def initials(self) -> str:
        """How the name is found by the first letters of its pinyin."""
        return initials(self.name)

    @property
    def pinyin(self) -> str:
        """The name's pinyin in one word."""
        return pinyin(self.name)


@dataclass
class Estate:
    """Everything with an id, as it goes into the tables."""

    places: list[Place] = field(default_factory=list)
    dwellers: list[Dweller] = field(default_factory=list)

    def at(self, community: int, label: str) -> Place:
        """The place with this label."""
        return next(one for one in self.places if (one.community, one.label) == (community, label))


def estate(random: Random) -> Estate:
    """The same every time for a Random of the same seed."""
    made = Estate()
    _blocks(made, random, 1, buildings=4, units=2, floors=7, doors=3)  # 168
    _blocks(made, random, 2, buildings=3, units=2, floors=8, doors=3)  # 144
    _towers(made, random, 3, towers="AB", floors=11, doors=4)  # 88
    for community in (1, 2, 3):
        for number in range(1, 9):
            area = f"{random.randrange(2400, 9600) / 100:.2f}"
            code = f"{community}9000{100 + number}"
            _place(made, community, "商铺", f"S-{100 + number}", code, area, "shop", floor=1)
        for number in range(1, 21):
            code = f"{community}9500{number:03d}"
            _place(made, community, "地下车库", f"B1-{number:03d}", code, "12.50", "parking", floor=-1)
    _fixed(made)
    _others(made, random)
    return made


def _place(
    made: Estate,
    community: int,
    building: str,
    label: str,
    code: str,
    area: str,
    kind: str,
    *,
    floor: int,
    unit: str = "",
) -> None:
    area = AREAS_KEPT.get((community, label), area)
    made.places.append(Place(len(made.places) + 1, community, building, label, code, area, kind, floor, unit))


def _blocks(
    made: Estate, random: Random, community: int, *, buildings: int, units: int, floors: int, doors: int
) -> None:
    for building in range(1, buildings + 1):
        for unit in range(1, units + 1):
            for floor in range(1, floors + 1):
                for door in range(1, doors + 1):
                    label = f"{building}-{unit}-{floor}{door:02d}"
                    code = f"{community}{building - 1:02d}{unit}{floor:02d}{door:02d}"
                    area = random.choice(AREAS)
                    _place(
                        made,
                        *(community, str(building), label, code, area, "house"),
                        floor=floor,
                        unit=str(unit),
                    )


def _towers(made: Estate, random: Random, community: int, *, towers: str, floors: int, doors: int) -> None:
    for at, tower in enumerate(towers):
        for floor in range(1, floors + 1):
            for door in range(1, doors + 1):
                code = f"{community}{at:02d}1{floor:02d}{door:02d}"
                label, area = f"{tower}-{floor}{door:02d}", random.choice(AREAS)
                _place(made, community, tower, label, code, area, "house", floor=floor)


def _fixed(made: Estate) -> None:
    for caller in CALLERS:
        homes = tuple(made.at(community, label).id for community, label in HOUSES[caller.number])
        made.dwellers.append(
            Dweller(
                len(made.dwellers) + 1,
                caller.name,
                caller.surname,
                caller.title,
                (caller.number,),
                homes,
                caller.language,
                temperament=caller.temperament,
                hobbies=caller.hobbies,
            )
        )


def _others(made: Estate, random: Random) -> None:
    taken = set(FIXED_NUMBERS)
    kept = {place for one in made.dwellers for place in one.places}
    homes = [one for one in made.places if one.kind == "house" and one.id not in kept]
    for place in homes:
        if random.random() < 0.06:
            continue  # not sold yet
        _move_in(made, random, taken, (place.id,))
        if random.random() < 0.25:
            _move_in(made, random, taken, (place.id,), role=random.choice(("family", "tenant")))
    # Shops and parking spaces belong to people who live here.
    for place in made.places:
        if place.kind == "house":
            continue
        owner = random.randrange(len(CALLERS), len(made.dwellers))
        before = made.dwellers[owner]
        made.dwellers[owner] = replace(before, places=(*before.places, place.id))


def _move_in(
    made: Estate, random: Random, taken: set[str], places: tuple[int, ...], role: str = "owner"
) -> None:
    title = random.choice(("mr", "ms"))
    surname = random.choice(SURNAMES)
    numbers = [_number(random, taken)]
    if random.random() < 0.15:
        numbers.append(_landline(random, taken, made.places[places[0] - 1].community))
    made.dwellers.append(
        Dweller(
            len(made.dwellers) + 1,
            surname + random.choice(GIVEN_MR if title == "mr" else GIVEN_MS),
            surname,
            title,
            tuple(numbers),
            places,
            role=role,
            temperament=random.choice(TEMPERAMENTS),
            hobbies=random.choice(HOBBIES),
        )
    )


def _number(random: Random, taken: set[str]) -> str:
    while True:
        number = random.choice(MOBILE_HEADS) + f"{random.randrange(10**8):08d}"
        if number not in taken:
            taken.add(number)
            return number


def _landline(random: Random, taken: set[str], community: int) -> str:
    number = ("028" if community < 3 else "023") + f"{random.randrange(60_000_000, 89_000_000)}"
    if number in taken:
        return _landline(random, taken, community)
    taken.add(number)
    return number
