"""The trade's words for lettings."""

from backoffice.web.words import N_

DEEDS = {
    "letting.began": N_("登记了出租"),
    "letting.edited": N_("修改了租约"),
    "letting.ended": N_("结束了出租"),
}
FIELDS = {
    "since": N_("起租"),
    "until": N_("到期"),
    "rent": N_("月租"),
    "firm": N_("中介"),
    "note": N_("备注"),
    "day": N_("最后一天"),
    "reason": N_("原因"),
}
