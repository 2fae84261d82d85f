"""Pages of the steps of a decoration: the decision, and one form for each step after it (S2)."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, cast

from aiohttp import web

from backoffice.decoration import desk
from backoffice.decoration.model import Decoration, Inspection, Step
from backoffice.errors import NotFound
from backoffice.web import forms
from backoffice.web.forms import Day, Given, Id, Line, Money, Name, Reason, Text
from backoffice.web.keys import database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()


class Deciding(Given):
    """A decision: the button that was pressed."""

    step: Literal["approved", "refused"]
    reason: Line = ""
    version: Id


class Plain(Given):
    """A step of which nothing more is to be said."""

    version: Id


class Withdrawing(Plain):
    """Why not after all."""

    reason: Reason


class OnDay(Plain):
    """A step on a day."""

    day: Day


class Paying(OnDay):
    """The deposit came in."""

    amount: Money


class Inspecting(OnDay):
    """What was seen."""

    inspector: Name
    findings: Text = ""
    passed: Literal["yes", "no"]

    def seen(self) -> Inspection:
        """As the desk takes it."""
        return Inspection(self.day, self.inspector, self.findings, self.passed == "yes")


class Refunding(Plain):
    """What goes back."""

    refund: Money
    kept_reason: Line = ""


Do = Callable[[Any, Any, int, Any], Awaitable[None]]
STEPS: dict[str, tuple[type[Plain], Do]] = {
    "withdrawn": (Withdrawing, lambda db, me, at, f: desk.withdraw(db, me, at, f.version, f.reason)),
    "deposited": (Paying, lambda db, me, at, f: desk.deposit(db, me, at, f.version, f.amount, f.day)),
    "started": (Plain, lambda db, me, at, f: desk.start(db, me, at, f.version)),
    "inspected": (Inspecting, lambda db, me, at, f: desk.inspect(db, me, at, f.version, f.seen())),
    "finished": (OnDay, lambda db, me, at, f: desk.finish(db, me, at, f.version, f.day)),
    "refund_asked": (
        Refunding,
        lambda db, me, at, f: desk.ask_refund(db, me, at, f.version, f.refund, f.kept_reason),
    ),
    "refunded": (OnDay, lambda db, me, at, f: desk.refunded(db, me, at, f.version, f.day)),
}
"""What is asked for each step, and what is done with it."""


@routes.get(r"/decoration/{decoration:\d{1,9}}/decision")
@routes.post(r"/decoration/{decoration:\d{1,9}}/decision")
async def decide(request: web.Request) -> web.Response:
    """Permit or refuse."""
    about = await decoration_of(request, desk.PERMIT)
    form = await forms.sent(request, Deciding, {"version": about.version})
    if form.given:
        with form.taking():
            async with database(request) as db:
                given = form.given
                await desk.decide(db, who(request), about.id, given.version, given.step, given.reason)
        if form.ok:
            raise web.HTTPSeeOther(f"/decoration/{about.id}")
    return render(request, "decoration/decision.html", {"form": form, "one": about}, form.status)


@routes.get(r"/decoration/{decoration:\d{1,9}}/{step:[a-z_]+}")
@routes.post(r"/decoration/{decoration:\d{1,9}}/{step:[a-z_]+}")
async def take_step(request: web.Request) -> web.Response:
    """One of `STEPS`: what is asked for it, then done."""
    about, step = await decoration_of(request, desk.MANAGE), request.match_info["step"]
    if step not in STEPS:
        raise NotFound("page.not_found")
    model, do = STEPS[step]
    form = await forms.sent(request, model, _expected(about))
    with form.taking():
        if not form.given:
            about.after(cast(Step, step))
        else:
            async with database(request) as db:
                await do(db, who(request), about.id, form.given)
    if form.ok:
        raise web.HTTPSeeOther(f"/decoration/{about.id}")
    return render(request, "decoration/step.html", {"form": form, "one": about, "step": step}, form.status)


def _expected(about: Decoration) -> dict[str, Any]:
    """What a form begins with: today, all of the deposit."""
    deposit = about.deposit
    return {"version": about.version, "day": about.today, "amount": deposit, "refund": deposit}


async def decoration_of(request: web.Request, *functions: str) -> Decoration:
    """The decoration the address names, for who asks with one of `functions`; by default to look."""
    async with database(request) as db:
        wanted = int(request.match_info["decoration"])
        return await desk.decoration_for(db, who(request), wanted, functions or desk.SEEN_WITH)
