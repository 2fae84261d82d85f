"""Forms: what was typed becomes a pydantic model or errors beside its fields; nothing is typed twice.

    form = await forms.read(request, HouseForm)
    if form.given:
        with form.taking():                       # a desk's Invalid and Conflict go beside their fields, too
            async with database(request) as db:
                house = await houses.save(db, who(request), **form.given.model_dump())
        if form.ok:
            raise web.HTTPSeeOther(f"/homes/{house.id}")
    return render(request, "estate/house.html", {"form": form}, form.status)

`parts.html` draws the fields. The types below hold what a field of ours may be; they refuse what Postgres
would (NUL) and what pages should not carry (control characters).
"""

import re
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from aiohttp import web
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from backoffice.errors import Conflict, Invalid, Refused
from backoffice.web.words import N_, _

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control", "control character")
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _given(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _bare(value: object) -> object:
    """Numbers as people type them: 1,234.50, full-width digits."""
    if not isinstance(value, str):
        return value
    half = value.translate({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
    return re.sub(r"[,\s]", "", half)


Line = Annotated[str, Field(max_length=200), BeforeValidator(_one_line), AfterValidator(_plain)]
"""One line, spaces made single; may be empty."""
Name = Annotated[str, Field(min_length=1, max_length=60), BeforeValidator(_one_line), AfterValidator(_plain)]
"""A name: one line that is there."""
Text = Annotated[str, Field(max_length=4000), BeforeValidator(_lines), AfterValidator(_plain)]
"""Several lines; may be empty."""
Reason = Annotated[str, Field(min_length=2, max_length=500), BeforeValidator(_lines), AfterValidator(_plain)]
"""Why something is done: asked for where it matters later."""
Id = Annotated[int, Field(ge=1, le=2**31 - 1), BeforeValidator(_bare)]
Count = Annotated[int, Field(ge=0, le=100_000), BeforeValidator(_bare)]
Area = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2), BeforeValidator(_bare)]
"""Square metres."""
Money = Annotated[Decimal, Field(ge=0, lt=10**10, decimal_places=2), BeforeValidator(_bare)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Maybe = Annotated[T | None, BeforeValidator(_given)]
"""Empty is None: `Maybe[Day]`."""


class Given(BaseModel):
    """Base of every form's model: unknown fields (the CSRF token among them) are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Form(Generic[M]):
    """What was typed (`values`), what is wrong with it (`errors`, by field; "" for the whole) and, when
    nothing is, the model (`given`)."""

    def __init__(self, values: Mapping[str, Any], given: M | None = None) -> None:
        self.values = dict(values)
        self.errors: dict[str, str] = {}
        self.given = given
        self._refused: Refused | None = None

    @property
    def ok(self) -> bool:
        """True when it was sent and nothing was wrong, here or at the desk."""
        return self.given is not None and not self.errors

    @property
    def status(self) -> int:
        """The page's HTTP status: 409 when somebody was quicker, 422 with errors, else 200."""
        return 409 if isinstance(self._refused, Conflict) else 422 if self.errors else 200

    def refuse(self, refused: Refused) -> None:
        """Put a desk's refusal beside the field its facts name, else over the form."""
        from backoffice.web.answers import sentence  # answers draws pages, which draw forms

        self._refused = refused
        field = str(refused.facts.get("field", ""))
        self.errors[field if field in self.values else ""] = sentence(refused)

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Invalid and Conflict of what is done within become errors of this form."""
        try:
            yield
        except (Invalid, Conflict) as refused:
            self.refuse(refused)


def blank(values: Mapping[str, Any] | None = None) -> Form[Any]:
    """A form nobody sent yet, with what is known already."""
    return Form(values or {})


async def read(request: web.Request, model: type[M]) -> Form[M]:
    """The form of this POST. Uploaded files are left to the handler; lists take every value of their name."""
    sent = await request.post()
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        texts = [one for one in sent.getall(name, ()) if isinstance(one, str)]
        if typing.get_origin(field.annotation) in (list, tuple, frozenset, set):
            values[name] = texts
        elif texts:
            values[name] = texts[-1]
    return of(values, model)


def of(values: Mapping[str, Any], model: type[M]) -> Form[M]:
    """A form of values by their fields: what a page's address holds, for example."""
    try:
        return Form({**dict.fromkeys(model.model_fields, ""), **values}, model.model_validate(dict(values)))
    except ValidationError as wrong:
        form: Form[M] = Form({**dict.fromkeys(model.model_fields, ""), **values})
        for error in wrong.errors():
            form.errors.setdefault(str(error["loc"][0]), _sentence(error["type"], error.get("ctx", {})))
        return form


async def sent(request: web.Request, model: type[M], expected: Mapping[str, Any] | None = None) -> Form[M]:
    """The form of a page that answers GET and POST: what was sent, or not yet, with what is `expected`."""
    return await read(request, model) if request.method == "POST" else blank(expected)


_SENTENCES = {
    "missing": N_("这一项要填。"),
    "control": N_("这里有不能保存的字符，请删掉后重填。"),
    "string_too_short": N_("这一项要填。"),
    "string_too_long": N_("太长了，最多 %(max_length)s 个字。"),
    "too_short": N_("请至少选一项。"),
    "int_parsing": N_("这里要填整数。"),
    "int_from_float": N_("这里要填整数。"),
    "decimal_parsing": N_("这里要填数字，例如 89.50。"),
    "decimal_max_places": N_("小数点后最多 %(decimal_places)s 位。"),
    "greater_than_equal": N_("不能小于 %(ge)s。"),
    "greater_than": N_("要大于 %(gt)s。"),
    "less_than_equal": N_("不能大于 %(le)s。"),
    "less_than": N_("要小于 %(lt)s。"),
    "date_parsing": N_("这里要填日期，例如 2026-11-23。"),
    "date_from_datetime_parsing": N_("这里要填日期，例如 2026-11-23。"),
    "time_parsing": N_("这里要填时间，例如 08:30。"),
    "literal_error": N_("请从列表里选一项。"),
    "string_pattern_mismatch": N_("格式不对，请按提示填写。"),
}


def _sentence(kind: str, facts: Mapping[str, Any]) -> str:
    return _(_SENTENCES.get(kind, N_("填写的内容不对，请检查。"))) % facts
