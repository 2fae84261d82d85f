"""What the demo company calls things, in both languages; each of them is recorded (sounds/catalogue.toml)."""

from datetime import date

COMPANY = ("安居物业", "Anju Property")

# name, English, city, area code, monthly property fee per m² in 0.01 yuan
COMMUNITIES = (
    ("翠湖苑", "Cuihu Garden", "成都", "028", 300),
    ("锦江花园", "Jinjiang Gardens", "成都", "028", 280),
    ("云顶公寓", "Cloudtop Apartments", "重庆", "023", 350),
)

PROPERTY_FEE, WATER, PARKING, LATE_FEE = 1, 2, 3, 4
# Late fees are for the property fee, have reached their cap and grow no more.
FEE_ITEMS = (
    (PROPERTY_FEE, "物业费", "Property fee", None),
    (WATER, "水费", "Water", None),
    (PARKING, "停车费", "Parking", None),
    (LATE_FEE, "违约金", "Late fee", PROPERTY_FEE),
)

# kind, name, English, days promised
CATEGORIES = (
    ("repair", "水管漏水", "Leaking pipe", 1),
    ("repair", "电路故障", "Electrical fault", 1),
    ("repair", "门窗损坏", "Broken door or window", 3),
    ("repair", "下水道堵塞", "Blocked drain", 1),
    ("repair", "电梯故障", "Lift out of order", 1),
    ("repair", "其他", "Other", 3),
    ("complaint", "保安服务", "Security staff", 5),
    ("complaint", "收费问题", "Billing problem", 5),
    ("complaint", "保洁卫生", "Cleaning and hygiene", 3),
    ("complaint", "噪音扰民", "Noise disturbance", 2),
    ("complaint", "其他", "Other", 5),
    ("service", "家政保洁", "Housekeeping", 3),
    ("service", "送水", "Drinking water delivery", 1),
    ("service", "送报", "Newspaper delivery", 3),
    ("service", "其他", "Other", 3),
)

# community (from 1), building name or None for all of them, text, English, urgent
NOTICES = (
    (
        1,
        "1",
        "因检修水管，本周四上午九点到下午五点，一号楼停水，请提前储水。",
        "Because of work on the pipes, building one will have no water this Thursday from nine a.m. to "
        "five p.m. Please store some water beforehand.",
        True,
    ),
    (
        1,
        None,
        "本周三下午两点起，小区进行灭蚊消杀，请关好门窗。",
        "Mosquito spraying starts this Wednesday at two p.m. Please keep your doors and windows closed.",
        False,
    ),
    (
        2,
        None,
        "小区正门道路施工，请从东门出入，注意安全。",
        "The road at the main gate is being repaired. Please use the east gate and take care.",
        False,
    ),
    (
        3,
        None,
        "本周五上午电梯年检，每部电梯暂停约一小时。",
        "The lifts are inspected this Friday morning. Each lift will stop for about one hour.",
        False,
    ),
)

# Days off and make-up working days as announced for 2026; of 2027 the statutory days only, as no make-up
# days are announced yet: the company keeps the table. first day, last day, name, a working day after all
HOLIDAYS = (
    (date(2026, 1, 1), date(2026, 1, 3), "元旦", False),
    (date(2026, 1, 4), date(2026, 1, 4), "元旦调休", True),
    (date(2026, 2, 14), date(2026, 2, 14), "春节调休", True),
    (date(2026, 2, 15), date(2026, 2, 23), "春节", False),
    (date(2026, 2, 28), date(2026, 2, 28), "春节调休", True),
    (date(2026, 4, 4), date(2026, 4, 6), "清明节", False),
    (date(2026, 5, 1), date(2026, 5, 5), "劳动节", False),
    (date(2026, 5, 9), date(2026, 5, 9), "劳动节调休", True),
    (date(2026, 6, 19), date(2026, 6, 21), "端午节", False),
    (date(2026, 9, 20), date(2026, 9, 20), "国庆节调休", True),
    (date(2026, 9, 25), date(2026, 9, 27), "中秋节", False),
    (date(2026, 10, 1), date(2026, 10, 7), "国庆节", False),
    (date(2026, 10, 10), date(2026, 10, 10), "国庆节调休", True),
    (date(2027, 1, 1), date(2027, 1, 1), "元旦", False),
    (date(2027, 2, 5), date(2027, 2, 8), "春节", False),
    (date(2027, 4, 5), date(2027, 4, 5), "清明节", False),
    (date(2027, 5, 1), date(2027, 5, 2), "劳动节", False),
    (date(2027, 6, 9), date(2027, 6, 9), "端午节", False),
    (date(2027, 9, 15), date(2027, 9, 15), "中秋节", False),
    (date(2027, 10, 1), date(2027, 10, 3), "国庆节", False),
)

# id, community (from 1), name, delivered
PHASES = ((1, 1, "一期", date(2014, 6, 30)), (2, 1, "二期", date(2017, 9, 30)))
PHASE_OF = {(1, "1"): 1, (1, "2"): 1, (1, "3"): 2, (1, "4"): 2}


def spoken() -> list[tuple[str, str]]:
    """(language, text) of every name the demo's callers may hear, each once."""
    pairs = [COMPANY, *(one[:2] for one in COMMUNITIES), *(one[1:3] for one in FEE_ITEMS)]
    pairs += [one[1:3] for one in CATEGORIES] + [one[2:4] for one in NOTICES]
    both = [text for zh, en in pairs for text in (("zh", zh), ("en", en))]
    return list(dict.fromkeys(both))
