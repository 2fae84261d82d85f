"""The wizard that makes a building's houses from a pattern: fill in, look at it, make it (S1)."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from backoffice.errors import NotFound
from backoffice.estate import communities, creating, labels, pattern, plan
from backoffice.estate.creating import Preview
from backoffice.estate.houses import Kind
from backoffice.estate.pattern import Pattern
from backoffice.jobs import desk as jobs
from backoffice.web import forms
from backoffice.web.forms import Given, Line
from backoffice.web.keys import SOUNDS, database, who
from backoffice.web.layout import render

routes = web.RouteTableDef()

SHOWN = 3
"""Buildings drawn in a preview; the others look alike and are counted."""
LABELS = {
    "1-1-101": "1-1-101",
    "1-1-0101": "1-1-0101",
    "1-101": "1-101",
    "1-0101": "1-0101",
    "1-001": "1-001, 1-002 …",
    "101": "101",
}

Whole = Annotated[int, Field(ge=-999, le=10**9)]


class PatternForm(Given):
    """A pattern as typed; what cannot be is refused by the desk, at its field."""

    buildings: Line
    units: Whole
    lowest: Whole
    highest: Whole
    skipped: Line = ""
    doors: Whole
    label: Line
    areas: Line
    kind: Kind
    step: str = "preview"

    def pattern(self) -> Pattern:
        """As the rules take it. Raises Invalid for floors or areas that are none."""
        return Pattern(
            buildings=self.buildings,
            units=self.units,
            lowest=self.lowest,
            highest=self.highest,
            skipped=pattern.numbers(self.skipped, "skipped"),
            doors=self.doors,
            label=self.label,
            areas=pattern.areas(self.areas),
            kind=self.kind,
        )


EXAMPLE = {
    "buildings": "1-4",
    "units": 2,
    "lowest": 1,
    "highest": 18,
    "skipped": "4, 14",
    "doors": 2,
    "label": "1-1-101",
    "areas": "89.50, 103.40",
    "kind": "house",
}


@routes.get(r"/homes/communities/{community:\d{1,9}}/pattern")
async def start(request: web.Request) -> web.Response:
    """The pattern to fill in, with an example in it."""
    return await _page(request, forms.blank(EXAMPLE), None)


@routes.post(r"/homes/communities/{community:\d{1,9}}/pattern")
async def ask(request: web.Request) -> web.Response:
    """Draw what the pattern would make, or make it."""
    wanted = int(request.match_info["community"])
    form = await forms.read(request, PatternForm)
    shown = None
    if form.given:
        with form.taking():
            given = form.given.pattern()
            async with database(request) as db:
                if form.given.step != "create":
                    shown = await creating.preview(db, who(request), wanted, given)
                else:
                    made = await creating.begin(db, who(request), request.app[SOUNDS], wanted, given)
                    if isinstance(made, int):
                        raise web.HTTPSeeOther(f"/homes/communities/{wanted}/pattern/{made}")
                    facts = {"made": made, "community": await _community(request)}
                    return render(request, "estate/pattern_made.html", facts)
    return await _page(request, form, shown)


@routes.get(r"/homes/communities/{community:\d{1,9}}/pattern/{job:\d{1,9}}")
async def progress(request: web.Request) -> web.Response:
    """How far a large pattern is; for htmx its progress alone."""
    async with database(request) as db:
        job = await jobs.job_for(db, who(request), int(request.match_info["job"]))
    if job.kind != creating.JOB or job.facts["community"] != int(request.match_info["community"]):
        raise NotFound("job.not_found", job=job.id)
    facts = {"job": job, "community": await _community(request), "path": request.path}
    part = "HX-Request" in request.headers and job.open
    response = render(request, f"estate/pattern_{'progress' if part else 'job'}.html", facts)
    if "HX-Request" in request.headers and not job.open:
        response.headers["HX-Refresh"] = "true"
    return response


async def _community(request: web.Request) -> communities.Community:
    async with database(request) as db:
        return await communities.community_for(
            db, who(request), int(request.match_info["community"]), "house.edit"
        )


async def _page(request: web.Request, form: forms.Form[PatternForm], shown: Preview | None) -> web.Response:
    facts = {
        "form": form,
        "community": await _community(request),
        "shown": shown,
        "plans_of": _plans(shown) if shown else {},
        "kinds": labels.choices(labels.HOUSE_KINDS),
        "labels": LABELS,
        "at_once": creating.AT_ONCE,
    }
    return render(request, "estate/pattern.html", facts, form.status)


def _plans(shown: Preview) -> dict[str, plan.Plan]:
    """The first buildings, drawn."""
    names = list(dict.fromkeys(one.building for one in shown.houses))[:SHOWN]
    return {
        name: plan.planned([one for one in shown.houses if one.building == name], shown.there)
        for name in names
    }
