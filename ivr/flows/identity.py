"""Who is calling, and about which house (H2)."""

from ivr import prompts
from ivr.call import BACK, Call, ToAgent
from ivr.say import Sayable
from ivr.world import Home, Identity, Known

CODE_DIGITS = 8
PIN_DIGITS = 4
PRESS = (
    prompts.PRESS_1,
    prompts.PRESS_2,
    prompts.PRESS_3,
    prompts.PRESS_4,
    prompts.PRESS_5,
    prompts.PRESS_6,
    prompts.PRESS_7,
)


async def identify(call: Call, who: Identity, known: Known | None) -> Home:
    """The house this call is about: by the caller's number, else by 户号 and PIN.

    Raises ToAgent when the caller cannot or will not say, or the house or number is locked.
    """
    if known and len(known.homes) == 1:
        home = known.homes[0]
        await call.say(prompts.HOTLINE_YOUR_HOME, home.community, home.room)
    elif known and known.homes:
        home = await choose_home(call, known.homes)
    else:
        await call.say(prompts.HOTLINE_UNKNOWN_NUMBER)
        return await home_by_code(call, who)
    await call.filled(who.choose(home))
    return home


async def choose_home(call: Call, homes: tuple[Home, ...]) -> Home:
    """Let the caller choose one of several houses (H2)."""
    asked: list[Sayable] = [prompts.HOTLINE_CHOOSE_HOME]
    for home, press in zip(homes, PRESS, strict=False):
        asked += [home.community, home.room, press]
    keys = "".join(str(n) for n in range(1, min(len(homes), len(PRESS)) + 1))
    while (key := await call.menu(*asked, keys=keys)) == BACK:
        pass
    home = homes[int(key) - 1]
    await call.say(prompts.HOTLINE_HOME_CHOSEN, home.community, home.room)
    return home


async def home_by_code(call: Call, who: Identity) -> Home:
    """Ask for the 户号, then the PIN."""
    for attempt in range(call.TRIES):
        ask = prompts.HOTLINE_ENTER_CODE_SHORT if attempt else prompts.HOTLINE_ENTER_CODE
        code = await call.digits(ask, most=CODE_DIGITS)
        home = await call.filled(who.home(code)) if code else None
        if home is None:
            await call.say(prompts.HOTLINE_NO_SUCH_CODE if code else prompts.CALL_NOTHING_HEARD)
        elif await prove(call, who, home):
            return home
    raise ToAgent("unidentified")


async def prove(call: Call, who: Identity, home: Home) -> bool:
    """Ask for the PIN of `home`. False when the caller gives none; raises ToAgent when it is locked."""
    for attempt in range(call.TRIES):
        asked = (
            (prompts.IDENTITY_ENTER_PIN,)
            if attempt
            else (prompts.IDENTITY_ENTER_PIN, prompts.IDENTITY_PIN_HINT)
        )
        pin = await call.digits(*asked, most=PIN_DIGITS, secret=True)
        if not pin:
            await call.say(prompts.IDENTITY_NO_PIN)
            continue
        check = await call.filled(who.prove(home, pin))
        if check.ok:
            return True
        if check.locked:
            await call.say(prompts.IDENTITY_LOCKED)
            raise ToAgent("locked")
        await call.say(prompts.IDENTITY_WRONG_PIN)
        if check.left == 1:
            await call.say(prompts.IDENTITY_LAST_TRY)
    return False
