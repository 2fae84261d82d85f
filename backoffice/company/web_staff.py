"""Pages of staff: the list, one person with posts, rights and telephone, coming, leaving and returning."""

from typing import Annotated, Any, cast

from aiohttp import web
from pydantic import Field

from backoffice.calls import queues
from backoffice.company import handover, place, rights, staffing
from backoffice.company.functions import BY_AREA
from backoffice.company.model import NewEmployee
from backoffice.company.words import AREAS, WORK
from backoffice.errors import Conflict, Invalid
from backoffice.exchange import sheets
from backoffice.paging import Slice
from backoffice.web import forms, listing
from backoffice.web.keys import SESSION, database, who
from backoffice.web.layout import render
from backoffice.web.listing import Column, Filter
from backoffice.web.sentences import FUNCTIONS as NAMES
from backoffice.web.words import N_, named

routes = web.RouteTableDef()
ONE = r"/settings/staff/{staff:\d{1,9}}"
EVERYBODY = Slice(most=10_000)

STAFF = listing.List(
    "staff",
    (
        Column("name", N_("姓名"), sortable=True),
        Column("login", N_("用户名"), sortable=True),
        Column("posts", N_("岗位")),
        Column("extension", N_("分机"), sortable=True),
        Column("active", N_("在职"), "yes"),
    ),
    (
        Filter("state", N_("在职"), options={"left": N_("已离职"), "all": N_("全部")}, empty=N_("在职")),
        Filter("text", N_("姓名、用户名、分机或电话"), "text"),
    ),
    sort="login",
)


class EmployeeForm(forms.Given):
    """What is said of a colleague."""

    login: forms.Line
    name: forms.Name
    name_en: forms.Line = ""
    language: forms.Line = "zh"
    phone: forms.Line = ""
    email: forms.Line = ""
    version: forms.Count = 0

    def employee(self) -> NewEmployee:
        """As the desk takes it. Raises Invalid."""
        return NewEmployee(**self.model_dump(exclude={"version"}))


class GiveForm(forms.Given):
    """A post and where; everywhere: in all communities, those to come as well."""

    post: forms.Id
    everywhere: bool = False
    communities: Annotated[list[forms.Id], Field(default_factory=list, max_length=2000)]


class SeenForm(forms.Given):
    """Which state of the person was seen."""

    version: forms.Count


class LeaveForm(SeenForm):
    """To whom each kind of open work goes; a test holds it against `handover.KINDS`."""

    holding: forms.Maybe[forms.Id] = None
    queue: forms.Maybe[forms.Id] = None
    approval: forms.Maybe[forms.Id] = None
    job: forms.Maybe[forms.Id] = None
    reminder: forms.Maybe[forms.Id] = None
    rule: forms.Maybe[forms.Id] = None


def _one(request: web.Request) -> int:
    return int(request.match_info["staff"])


@routes.get("/settings/staff")
async def index(request: web.Request) -> web.StreamResponse:
    """Everybody who works here."""
    view = await listing.view(request, STAFF)
    state, text = cast(staffing.Which, view.filters["state"]), view.filters["text"]
    async with database(request) as db:
        found = await staffing.listed(
            db, sheets.taker(who(request), view), view.slice, state=state, text=text
        )
    if view.export:
        return await sheets.answer(request, view, found, name=named)
    return render(request, "company/staff.html", {"list": listing.Shown(view, found)})


@routes.get("/settings/staff/new")
async def new(request: web.Request) -> web.Response:
    """The form of a new colleague."""
    return await _new(request, forms.blank({"language": "zh"}))


async def _new(request: web.Request, form: forms.Form[EmployeeForm]) -> web.Response:
    async with database(request) as db:
        await rights.matrix(db, who(request))  # nothing of it is shown: it is for those who see the company
    return render(request, "company/new_employee.html", {"form": form}, form.status)


@routes.post("/settings/staff/new")
async def hire(request: web.Request) -> web.Response:
    """Take somebody in, and say the first password once."""
    form = await forms.read(request, EmployeeForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made, password = await staffing.hire(db, who(request), form.given.employee())
        if form.ok:
            facts = {"staff": made, "login": form.given.login, "password": password, "telephone": ""}
            return render(request, "company/secret.html", facts)
    return await _new(request, form)


@routes.get(ONE)
async def employee(request: web.Request) -> web.Response:
    """One colleague."""
    return await _employee(request)


async def _employee(request: web.Request, form: forms.Form[EmployeeForm] | None = None) -> web.Response:
    async with database(request) as db:
        shown = await staffing.employee_for(db, who(request), _one(request))
        facts = {
            "employee": shown,
            "holdings": await staffing.holdings_of(db, who(request), shown.id),
            "held": {one.function: one for one in await rights.rights_of(db, who(request), shown.id)},
            "posts": [(one.post, named(one)) for one in await rights.matrix(db, who(request))],
            "places": await place.place_of(db, who(request), request[SESSION].token_hash),
            "functions": BY_AREA,
            "names": NAMES,
            "areas": AREAS,
        }
    form = form or forms.blank({one: getattr(shown, one) for one in EmployeeForm.model_fields})
    return render(request, "company/employee.html", {"form": form, **facts}, form.status)


@routes.post(ONE)
async def edit(request: web.Request) -> web.Response:
    """Keep what changed about somebody."""
    form = await forms.read(request, EmployeeForm)
    if form.given:
        wish = form.given
        with form.taking():
            async with database(request) as db:
                await staffing.edit(db, who(request), _one(request), wish.version, wish.employee())
        if form.ok:
            raise web.HTTPSeeOther(f"/settings/staff/{_one(request)}")
    return await _employee(request, form)


@routes.post(ONE + "/posts")
async def give(request: web.Request) -> web.StreamResponse:
    """Let somebody hold a post, in the communities ticked or everywhere."""
    form = await forms.read(request, GiveForm)
    wish = form.given
    if wish is None or not (wish.everywhere or wish.communities):
        raise Invalid("staff.where", field="communities")
    communities = [] if wish.everywhere else wish.communities
    async with database(request) as db:
        await staffing.give(db, who(request), _one(request), wish.post, communities)
    raise web.HTTPSeeOther(f"/settings/staff/{_one(request)}")


@routes.post(r"/settings/holdings/{holding:\d{1,9}}/end")
async def end(request: web.Request) -> web.StreamResponse:
    """Somebody holds a post no longer."""
    async with database(request) as db:
        staff = await staffing.end(db, who(request), int(request.match_info["holding"]))
    raise web.HTTPSeeOther(f"/settings/staff/{staff}")


@routes.post(ONE + "/telephone")
async def telephone(request: web.Request) -> web.Response:
    """Give somebody an extension, or take it away; a new telephone's password is said once."""
    extension = str((await request.post()).get("extension", "")).strip()
    async with database(request) as db:
        secret = await queues.give_telephone(db, who(request), _one(request), extension or None)
        shown = await staffing.employee_for(db, who(request), _one(request))
    if not secret:
        raise web.HTTPSeeOther(f"/settings/staff/{shown.id}")
    facts = {"staff": shown.id, "login": extension, "password": secret, "telephone": extension}
    return render(request, "company/secret.html", facts)


@routes.get(ONE + "/leave")
async def leaving(request: web.Request) -> web.Response:
    """What somebody who leaves has open, and who takes it."""
    return await _leaving(request, forms.blank())


async def _leaving(request: web.Request, form: forms.Form[Any]) -> web.Response:
    async with database(request) as db:
        shown = await staffing.employee_for(db, who(request), _one(request))
        piles = await handover.open_work(db, "staff", shown.id)
        others = await staffing.listed(db, who(request), EVERYBODY)
    people = [(one.id, named(one)) for one in others.rows if one.id != shown.id]
    facts = {"employee": shown, "piles": piles, "people": people, "form": form, "work": WORK}
    return render(request, "company/leave.html", facts, form.status)


@routes.post(ONE + "/leave")
async def leave(request: web.Request) -> web.Response:
    """Somebody leaves; open work goes where it was said to go."""
    form = await forms.read(request, LeaveForm)
    if form.given:
        to = form.given.model_dump(exclude={"version"})
        with form.taking():
            async with database(request) as db:
                await staffing.leave(db, who(request), _one(request), form.given.version, to)
        if form.ok:
            raise web.HTTPSeeOther(f"/settings/staff/{_one(request)}")
    return await _leaving(request, form)


@routes.post(ONE + "/return")
async def take_back(request: web.Request) -> web.Response:
    """Somebody who left is back, with a new first password."""
    form = await forms.read(request, SeenForm)
    if form.given is None:
        raise Conflict("edit.changed_meanwhile")
    async with database(request) as db:
        password = await staffing.take_back(db, who(request), _one(request), form.given.version)
        shown = await staffing.employee_for(db, who(request), _one(request))
    facts = {"staff": shown.id, "login": shown.login, "password": password, "telephone": ""}
    return render(request, "company/secret.html", facts)
