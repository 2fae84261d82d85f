"""Key 1 of the main menu: what does my house owe (H3, S7)."""

from typing import Protocol

from ivr import prompts
from ivr.call import BACK, Call
from ivr.flows.identity import prove
from ivr.say import Day, Money, Month
from ivr.world import Bills, Due, Home, Identity


class Account(Bills, Identity, Protocol):
    """The house's bills, behind its PIN."""


async def fees(call: Call, account: Account, home: Home) -> None:
    """Total, deadline, then by item, by month, prepaid. Amounts may ask for the PIN first (design)."""
    due = await call.filled(account.due())
    if due is None:
        await call.say(prompts.IDENTITY_WHY_PIN)
        if not await prove(call, account, home):
            return
        due = await call.filled(account.due())
    if due is None or not due.total:
        await call.say(prompts.FEES_NOTHING_DUE)
        if due is not None:
            await prepaid(call, due)
        return
    await total(call, due)
    while (key := await call.menu(prompts.FEES_MENU, keys="123", short=(prompts.FEES_MENU_SHORT,))) != BACK:
        if key == "1":
            for item in due.items:
                await call.say(item.name, Money(item.amount))
        elif key == "2":
            for one in due.months:
                await call.say(Month(one.month.year, one.month.month), Money(one.amount))
        else:
            await prepaid(call, due)


async def total(call: Call, due: Due) -> None:
    """What is owed in all, and by when."""
    await call.say(prompts.FEES_TOTAL, Money(due.total))
    if due.deadline:
        await call.say(prompts.FEES_OVERDUE if due.overdue else prompts.FEES_PAY_BY, Day(due.deadline))


async def prepaid(call: Call, due: Due) -> None:
    """What was paid ahead."""
    if due.prepaid:
        await call.say(prompts.FEES_PREPAID, Money(due.prepaid))
    else:
        await call.say(prompts.FEES_NO_PREPAID)
