"""One's own pages: the password, the sign-ins, the second factor; and the sign-ins of others (P5)."""

from typing import Annotated, Any

import segno
from aiohttp import web
from pydantic import Field

from backoffice.company import browsers, desk, passwords, second_factor, sessions
from backoffice.company.reach import reach_with
from backoffice.errors import Invalid
from backoffice.web import forms
from backoffice.web.keys import FIRST_SIGN_IN, SESSION, database, who
from backoffice.web.layout import render
from backoffice.web.words import _

routes = web.RouteTableDef()

Password = Annotated[str, Field(min_length=1, max_length=passwords.MOST)]


class PasswordForm(forms.Given):
    """password: the one used until now; again: the new one once more."""

    password: Password
    new: Password
    again: Password


class CodeForm(forms.Given):
    """The code that proves the telephone has the secret."""

    code: forms.Name


class OffForm(forms.Given):
    """The password, asked for again."""

    password: Password


@routes.get("/me/password")
async def password_form(request: web.Request) -> web.Response:
    """The page to change one's password."""
    return render(request, "company/password.html", {"form": forms.blank(), "least": passwords.LEAST})


@routes.post("/me/password")
async def change_password(request: web.Request) -> web.StreamResponse:
    """Change it; all other sessions end."""
    form = await forms.read(request, PasswordForm)
    if form.given:
        with form.taking():
            if form.given.new != form.given.again:
                raise Invalid("password.again", field="again")
            async with database(request) as db:
                given = form.given
                await passwords.change(db, who(request), request[SESSION], given.password, given.new)
        if form.ok:
            request.app[FIRST_SIGN_IN].used(request[SESSION].login)
            raise web.HTTPSeeOther("/" if request[SESSION].must_change else "/me/sessions")
    _forget(form)
    return render(
        request, "company/password.html", {"form": form, "least": passwords.LEAST}, status=form.status
    )


@routes.get("/me/sessions")
async def my_sessions(request: web.Request) -> web.Response:
    """Where one is signed in, and was lately."""
    async with database(request) as db:
        uses = await sessions.uses(db, who(request), staff=who(request).id, most=50)
    facts = {"uses": uses, "mine": request[SESSION].id, "browser": browsers.short}
    return render(request, "company/my_sessions.html", facts)


@routes.post(r"/me/sessions/{session:\d{1,18}}/end")
async def end_mine(request: web.Request) -> web.StreamResponse:
    """End one of one's own sessions."""
    async with database(request) as db:
        await sessions.end_one(db, who(request), int(request.match_info["session"]))
    raise web.HTTPSeeOther("/me/sessions")


@routes.post("/me/sessions/end-others")
async def end_others(request: web.Request) -> web.StreamResponse:
    """End all of them but this one."""
    async with database(request) as db:
        await sessions.end_all_others(db, who(request), request[SESSION])
    raise web.HTTPSeeOther("/me/sessions")


@routes.get("/me/second-factor")
async def factor_page(request: web.Request) -> web.Response:
    """The second factor: off, being set up, or on."""
    return await _factor_page(request, forms.blank())


async def _factor_page(request: web.Request, form: forms.Form[Any]) -> web.Response:
    async with database(request) as db:
        factor = await second_factor.mine(db, who(request))
        company = await desk.company_name(db)
    picture = ""
    if factor and not factor.confirmed:
        uri = factor.address(request[SESSION].login, company[0] or _("物业热线"))
        picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    facts = {"factor": factor, "form": form, "picture": picture}
    return render(request, "company/second_factor.html", facts, status=form.status)


@routes.post("/me/second-factor/begin")
async def begin_factor(request: web.Request) -> web.StreamResponse:
    """Make a secret to set up."""
    async with database(request) as db:
        await second_factor.begin(db, who(request))
    raise web.HTTPSeeOther("/me/second-factor")


@routes.post("/me/second-factor/confirm")
async def confirm_factor(request: web.Request) -> web.StreamResponse:
    """The first code; answers with the recovery codes, this once."""
    form = await forms.read(request, CodeForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                codes = await second_factor.confirm(db, who(request), form.given.code)
        if form.ok:
            return render(request, "company/recovery_codes.html", {"codes": codes})
    return await _factor_page(request, form)


@routes.post("/me/second-factor/off")
async def factor_off(request: web.Request) -> web.StreamResponse:
    """Ask for no code any more."""
    form = await forms.read(request, OffForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await second_factor.turn_off(db, who(request), request[SESSION], form.given.password)
        if form.ok:
            raise web.HTTPSeeOther("/me/second-factor")
    _forget(form)
    return await _factor_page(request, form)


def _forget(form: forms.Form[Any]) -> None:
    """Passwords alone are typed again: they are never sent back."""
    form.values = dict.fromkeys(form.values, "")


@routes.get(r"/settings/staff/{staff:\d{1,9}}/sessions")
async def sessions_of_one(request: web.Request) -> web.Response:
    """Somebody's times of use, for those who may see or end them."""
    staff = int(request.match_info["staff"])
    async with database(request) as db:
        uses = await sessions.uses(db, who(request), staff=staff)
        name = await sessions.name_of(db, staff)
        may_reset = await second_factor.can_reset(db, who(request), staff)
    facts = {
        "uses": uses,
        "mine": request[SESSION].id,
        "browser": browsers.short,
        "staff": staff,
        "name": name,
        "may_end": reach_with(who(request), "session.end").everything,
        "may_reset": may_reset,
    }
    return render(request, "company/sessions_of_one.html", facts)


@routes.post(r"/settings/staff/{staff:\d{1,9}}/sessions/{session:\d{1,18}}/end")
async def end_theirs(request: web.Request) -> web.StreamResponse:
    """End somebody's session."""
    async with database(request) as db:
        await sessions.end_one(db, who(request), int(request.match_info["session"]))
    raise web.HTTPSeeOther(f"/settings/staff/{request.match_info['staff']}/sessions")


@routes.post(r"/settings/staff/{staff:\d{1,9}}/second-factor/reset")
async def reset_factor(request: web.Request) -> web.StreamResponse:
    """Take the second factor from somebody whose telephone is lost."""
    staff = int(request.match_info["staff"])
    async with database(request) as db:
        await second_factor.reset(db, who(request), staff)
    raise web.HTTPSeeOther(f"/settings/staff/{staff}/sessions")
