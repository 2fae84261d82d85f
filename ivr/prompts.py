"""Every prompt a flow can say. Written by `python -m sounds.prompts` from sounds/catalogue.toml."""
# ruff: noqa: E501
# fmt: off

from ivr.say import Prompt

CALL_NOTHING_HEARD = Prompt("call/nothing_heard", "没有收到您的按键。", "I did not receive a key.")
CALL_ONE_MOMENT = Prompt("call/one_moment", "请稍等，正在为您查询。", "One moment please, I am looking that up.")
CALL_WRONG_KEY = Prompt("call/wrong_key", "没有这个选项。", "That is not one of the choices.")
QUEUE_CALLS_WAITING = Prompt("queue/calls_waiting", "位。", "in the queue.")
QUEUE_HOLD_TIME = Prompt("queue/hold_time", "预计还需要等待大约", "The expected wait is about")
QUEUE_LESS_THAN = Prompt("queue/less_than", "不到", "less than")
QUEUE_MINUTE = Prompt("queue/minute", "分钟。", "minute.")
QUEUE_MINUTES = Prompt("queue/minutes", "分钟。", "minutes.")
QUEUE_PERIODIC = Prompt("queue/periodic", "客服正在忙，请继续等待。如需返回自助服务，请按星号键。", "All our agents are still busy. Please stay on the line, or press star to go back to self-service.")
QUEUE_REPORT_HOLD = Prompt("queue/report_hold", "客户已等待", "The caller has waited")
QUEUE_SECONDS = Prompt("queue/seconds", "秒。", "seconds.")
QUEUE_THANK_YOU = Prompt("queue/thank_you", "感谢您的耐心等待。", "Thank you for waiting.")
QUEUE_THERE_ARE = Prompt("queue/there_are", "您现在排在第", "You are number")
QUEUE_YOU_ARE_NEXT = Prompt("queue/you_are_next", "您排在第一位，下一位空闲的客服将为您服务。", "You are first in the queue. The next free agent will take your call.")
