"""A real Asterisk alone (`switch`) and, for each test, an engine of the test's own (`engine`)."""

from collections.abc import AsyncIterator

import pytest

from tests.telephony import switch as switching
from tests.telephony.engine import Engine
from tests.telephony.switch import Switch


@pytest.fixture(scope="session")
async def switch(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Switch]:
    """Asterisk on ports of the tests' own, with tones for prompts; no engine, no database."""
    async with switching.running(tmp_path_factory.mktemp("switch")) as running:
        yield running


@pytest.fixture
async def engine(switch: Switch) -> AsyncIterator[Engine]:
    """An engine that asks for four keys, until the test gives it another script."""
    async with Engine(switch.settings.port("agi")) as listening:
        yield listening
