"""Importing: choose what, take a template, upload, look at what it would do, have it done (S1, P7)."""

import asyncio
import hashlib
from pathlib import Path
from uuid import UUID, uuid4

from aiohttp import BodyPartReader, web

from backoffice.errors import Invalid
from backoffice.exchange import desk, faults, sheets, workbooks
from backoffice.exchange.kinds import KINDS
from backoffice.jobs import desk as jobs
from backoffice.web.answers import sentence
from backoffice.web.keys import IMPORTS, database, who
from backoffice.web.layout import render
from backoffice.web.words import _

routes = web.RouteTableDef()

LARGEST = 32
"""Megabytes of a file."""
CHUNK = 256 * 1024
SHOWN = 100
"""Rows a preview shows of a verdict; the file holds them all."""
SHEET = r"/import/sheets/{sheet:[0-9a-f-]{36}}"
VERDICTS = ("wrong", "new", "changed", "same")


def _sheet(request: web.Request) -> UUID:
    try:
        return UUID(request.match_info["sheet"])
    except ValueError:
        raise web.HTTPNotFound from None


@routes.get("/import")
async def index(request: web.Request) -> web.Response:
    """What can be imported, and one's own imports."""
    kinds = [
        kind for kind in KINDS.values() if {"estate.import", *kind.needs} <= who(request).functions.keys()
    ]
    if not kinds:
        desk.kind_for(who(request), "people")
    async with database(request) as db:
        mine = await desk.mine(db, who(request))
    return render(
        request, "exchange/index.html", {"kinds": kinds, "mine": mine, "names": KINDS, "largest": LARGEST}
    )


@routes.get("/import/{kind}/template.xlsx")
async def template(request: web.Request) -> web.StreamResponse:
    """An empty sheet with its explanations."""
    kind = desk.kind_for(who(request), request.match_info["kind"])
    return await sheets.send(request, _("%(kind)s模板") % {"kind": _(kind.name)}, workbooks.template(kind))


@routes.get("/import/{kind}/held.xlsx")
async def held(request: web.Request) -> web.StreamResponse:
    """What there is, in the same shape: to be changed and imported again."""
    kind = desk.kind_for(who(request), request.match_info["kind"])
    async with database(request) as db:
        rows = await desk.held(db, who(request), kind.code)
    return await sheets.send(request, _(kind.name), workbooks.held(kind, rows))


@routes.post("/import")
async def upload(request: web.Request) -> web.Response:
    """Take a file in, whatever its size, up to the limit; it is read by a job. The kind comes before it."""
    if request.content_type != "multipart/form-data":
        raise Invalid("exchange.no_file", field="file")
    if (request.content_length or 0) > (LARGEST + 1) << 20:
        raise _too_large()
    code = ""
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "kind":
            code = (await part.read_chunk(CHUNK)).decode(errors="replace")
        elif isinstance(part, BodyPartReader) and part.name == "file" and part.filename:
            sheet = await _take_in(request, desk.kind_for(who(request), code).code, part)
            return web.Response(status=204, headers={"HX-Redirect": f"/import/sheets/{sheet}"})
    desk.kind_for(who(request), code)
    raise Invalid("exchange.no_file", field="file")


async def _take_in(request: web.Request, code: str, part: BodyPartReader) -> UUID:
    """Keep the file under an opaque name, which is the import's; what is refused is removed again."""
    sheet, folder = uuid4(), request.app[IMPORTS]
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / str(sheet)
    try:
        size, digest = await _keep(part, file)
        async with database(request) as db:
            await desk.take_in(
                db,
                who(request),
                code,
                sheet=sheet,
                file_name="".join(filter(str.isprintable, part.filename or "")),
                size=size,
                sha256=digest,
            )
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return sheet


async def _keep(part: BodyPartReader, to: Path) -> tuple[int, str]:
    """Stream a part to disk: its bytes and sha256."""
    size, digest = 0, hashlib.sha256()
    with to.open("xb") as file:
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size > LARGEST << 20:
                raise _too_large()
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    return size, digest.hexdigest()


def _too_large() -> Invalid:
    return Invalid("exchange.file_too_large", field="file", most=LARGEST)


@routes.get(SHEET)
async def one(request: web.Request) -> web.Response:
    """How far it is; then what it would do, by verdict; in the end what it did."""
    async with database(request) as db:
        found = await desk.import_for(db, who(request), _sheet(request))
        job = await jobs.job_for(db, who(request), found.job_id or 0)
        counts = {"wrong": found.wrong, "new": found.added, "changed": found.changed, "same": found.same}
        wish = request.query.get("show", "")
        verdict = wish if wish in VERDICTS else next((each for each in VERDICTS if counts[each]), "new")
        rows = await desk.rows(db, who(request), found.id, verdict=verdict, most=SHOWN)
        changes = await desk.changes(db, who(request), found.id) if found.state == "done" else []
    kind = KINDS[found.kind]
    facts = {
        "found": found,
        "kind": kind,
        "job": job,
        "refusal": sentence(job.refusal) if job.refusal else "",
        "counts": counts,
        "verdict": verdict,
        "rows": rows,
        "changes": changes,
        "columns": {column.key: column for column in kind.columns},
        "fault": faults.sentence,
        "shown": workbooks.shown,
        "most": SHOWN,
    }
    return render(request, "exchange/one.html", facts)


@routes.get(SHEET + "/progress")
async def progress(request: web.Request) -> web.Response:
    """The part of the page that asks again by itself; over, it has the page drawn anew."""
    async with database(request) as db:
        found = await desk.import_for(db, who(request), _sheet(request))
        job = await jobs.job_for(db, who(request), found.job_id or 0)
    answer = render(request, "exchange/progress.html", {"found": found, "job": job})
    if not job.open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@routes.get(SHEET + "/faults.xlsx")
async def faulty(request: web.Request) -> web.StreamResponse:
    """The same file with a column of errors."""
    async with database(request) as db:
        found = await desk.import_for(db, who(request), _sheet(request))
        kind = KINDS[found.kind]
        pages = await workbooks.faulty(kind, found, desk.every_row(db, who(request), found.id))
    return await sheets.send(request, _("%(kind)s有错误") % {"kind": _(kind.name)}, pages)


@routes.post(SHEET + "/write")
async def write(request: web.Request) -> web.StreamResponse:
    """Have it written, all or nothing."""
    async with database(request) as db:
        found = await desk.write(db, who(request), _sheet(request))
    raise web.HTTPSeeOther(f"/import/sheets/{found.id}")


@routes.post(SHEET + "/drop")
async def drop(request: web.Request) -> web.StreamResponse:
    """Give it up."""
    async with database(request) as db:
        await desk.drop(db, who(request), _sheet(request), request.app[IMPORTS])
    raise web.HTTPSeeOther("/import")
