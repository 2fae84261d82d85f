"""Surnames that are recorded, and how each language says them (H1).

The hundred most common Chinese surnames of the 2020 census' list, a few compound ones, and some English
ones. The value is pinyin with its tone: surnames that sound alike share a recording.
"""

import re

_LIST = """
王wang2 李li3 张zhang1 刘liu2 陈chen2 杨yang2 黄huang2 赵zhao4 吴wu2 周zhou1
徐xu2 孙sun1 马ma3 朱zhu1 胡hu2 郭guo1 何he2 林lin2 高gao1 罗luo2
郑zheng4 梁liang2 谢xie4 宋song4 唐tang2 许xu3 韩han2 邓deng4 冯feng2 曹cao2
彭peng2 曾zeng1 肖xiao1 田tian2 董dong3 潘pan1 袁yuan2 蔡cai4 蒋jiang3 余yu2
于yu2 杜du4 叶ye4 程cheng2 魏wei4 苏su1 吕lv3 丁ding1 任ren2 卢lu2
姚yao2 沈shen3 钟zhong1 姜jiang1 崔cui1 谭tan2 陆lu4 范fan4 汪wang1 廖liao4
石shi2 金jin1 韦wei2 贾jia3 夏xia4 付fu4 方fang1 邹zou1 熊xiong2 白bai2
孟meng4 秦qin2 邱qiu1 侯hou2 江jiang1 尹yin3 薛xue1 闫yan2 雷lei2 龙long2
史shi3 黎li2 贺he4 陶tao2 顾gu4 毛mao2 郝hao3 龚gong1 邵shao4 万wan4
钱qian2 严yan2 洪hong2 赖lai4 武wu3 莫mo4 孔kong3 向xiang4 常chang2 汤tang1
傅fu4 戴dai4 段duan4 章zhang1 萧xiao1 阎yan2 俞yu2 祝zhu4 施shi1 康kang1
欧阳ou1_yang2 上官shang4_guan1 司马si1_ma3 诸葛zhu1_ge3
"""
SURNAMES = dict(re.findall(r"([^\sa-z0-9_]+)([a-z0-9_]+)", _LIST))

WESTERN = {
    "smith": "史密斯",
    "johnson": "约翰逊",
    "brown": "布朗",
    "williams": "威廉姆斯",
    "jones": "琼斯",
    "miller": "米勒",
    "davis": "戴维斯",
    "wilson": "威尔逊",
    "taylor": "泰勒",
    "lee": "李",
}
"""English surnames, lower case, and how Mandarin says them."""


def pinyin(sound: str) -> str:
    """`lv3` as a passport writes it: Lyu; `ou1_yang2`: Ouyang."""
    return "".join(part[:-1] for part in sound.split("_")).replace("lv", "lyu").capitalize()
