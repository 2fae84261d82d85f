"""Pages of posts: opening one, one with its rights, its holders of all times, closing it."""

from aiohttp import web

from backoffice.company import departments, handover, posts, rights
from backoffice.company.functions import BY_AREA
from backoffice.company.model import NewPost
from backoffice.company.web_tree import choices
from backoffice.company.words import AREAS, KINDS, WORK
from backoffice.errors import Invalid
from backoffice.sql import Database
from backoffice.web import forms
from backoffice.web.keys import database, who
from backoffice.web.layout import render
from backoffice.web.sentences import FUNCTIONS as NAMES
from backoffice.web.words import _, named

routes = web.RouteTableDef()
ONE = r"/settings/posts/{post:\d{1,9}}"


class PostForm(forms.Given):
    """What is said of a post; kind: the ready-made one it begins as."""

    name: forms.Name
    name_en: forms.Line = ""
    department: forms.Maybe[forms.Id] = None
    superior: forms.Maybe[forms.Id] = None
    kind: forms.Line = ""
    version: forms.Count = 0

    def post(self) -> NewPost:
        """As the desk takes it. Raises Invalid."""
        return NewPost(self.name, self.name_en, self.department, self.superior)


class CloseForm(forms.Given):
    """Which post takes over, None: none."""

    version: forms.Count
    into: forms.Maybe[forms.Id] = None


def _one(request: web.Request) -> int:
    return int(request.match_info["post"])


async def _around(request: web.Request, db: Database) -> dict[str, object]:
    """What every form of a post chooses from."""
    columns = await rights.matrix(db, who(request))
    return {
        "departments": choices(await departments.open_departments(db, who(request))),
        "posts": [(one.post, named(one)) for one in columns],
        "kinds": [(code, _(words)) for code, words in KINDS.items()],
    }


@routes.get("/settings/posts/new")
async def new(request: web.Request) -> web.Response:
    """The form of a new post, in the department the address names."""
    return await _new(request, forms.blank({"department": request.query.get("department", "")}))


async def _new(request: web.Request, form: forms.Form[PostForm]) -> web.Response:
    async with database(request) as db:
        facts = await _around(request, db)
    return render(request, "company/new_post.html", {"form": form, **facts}, form.status)


@routes.post("/settings/posts/new")
async def create(request: web.Request) -> web.Response:
    """Open a post."""
    form = await forms.read(request, PostForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                made = await posts.create(db, who(request), form.given.post(), form.given.kind)
        if form.ok:
            raise web.HTTPSeeOther(f"/settings/posts/{made}")
    return await _new(request, form)


@routes.get(ONE)
async def post(request: web.Request) -> web.Response:
    """One post."""
    return await _post(request)


async def _post(request: web.Request, form: forms.Form[PostForm] | None = None) -> web.Response:
    async with database(request) as db:
        shown = await posts.post_for(db, who(request), _one(request))
        facts = {
            "post": shown,
            "holdings": await posts.holdings_of_post(db, who(request), shown.id),
            "carried": await rights.carried_by(db, who(request), shown.id),
            "piles": await handover.open_work(db, "post", shown.id),
            "functions": BY_AREA,
            "names": NAMES,
            "areas": AREAS,
            "work": WORK,
            **await _around(request, db),
        }
    form = form or forms.blank(
        {
            "name": shown.name,
            "name_en": shown.name_en,
            "department": shown.department,
            "superior": shown.superior,
        }
    )
    return render(request, "company/post.html", {"form": form, **facts}, form.status)


@routes.post(ONE)
async def edit(request: web.Request) -> web.Response:
    """Rename or move it."""
    form = await forms.read(request, PostForm)
    if form.given:
        with form.taking():
            async with database(request) as db:
                await posts.edit(db, who(request), _one(request), form.given.version, form.given.post())
        if form.ok:
            raise web.HTTPSeeOther(f"/settings/posts/{_one(request)}")
    return await _post(request, form)


@routes.post(ONE + "/close")
async def close(request: web.Request) -> web.StreamResponse:
    """Close it, with the hand-over."""
    form = await forms.read(request, CloseForm)
    if form.given is None:
        raise Invalid("department.place", field="into")
    async with database(request) as db:
        await posts.close(db, who(request), _one(request), form.given.version, form.given.into)
    raise web.HTTPSeeOther("/settings/company")
