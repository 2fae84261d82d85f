"""Errors are found by the number people saw (P5)."""

import asyncpg
import pytest

from backoffice.audit import faults
from backoffice.errors import Forbidden
from tests.backoffice.conftest import Demo


def broken() -> RuntimeError:
    try:
        raise RuntimeError("postgresql://estateline:hunter2@db/x said top-secret-word")
    except RuntimeError as error:
        return error


async def test_p5_a_fault_is_found_by_its_number_without_secrets(
    company: Demo, estate_db: asyncpg.Connection
) -> None:
    chief = await company.staff("administrator")
    await faults.keep(
        estate_db,
        "0a1b2c3d",
        broken(),
        staff=chief.id,
        path="/x\0y",
        secrets=frozenset({"top-secret-word"}),
    )
    (found,) = await faults.faults(estate_db, chief, id="0a1b")
    assert (found.id, found.name, found.kind) == ("0a1b2c3d", "孙磊", "RuntimeError")
    assert "test_faults.py" in found.trace and "estateline:***@db" in found.trace
    assert "hunter2" not in found.trace and "top-secret-word" not in found.trace
    assert await faults.faults(estate_db, chief, id="ffff") == []
    with pytest.raises(Forbidden):
        await faults.faults(estate_db, await company.staff("supervisor"))


async def test_p5_a_fault_that_cannot_be_kept_is_no_second_error(estate_db: asyncpg.Connection) -> None:
    await faults.keep(estate_db, "", broken())
