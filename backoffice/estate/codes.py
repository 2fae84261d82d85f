"""New 户号: eight digits nobody has (S1)."""

from backoffice.sql import Database, load

sql = load(__file__, "codes.sql")


async def draw(db: Database, count: int = 1) -> list[str]:
    """`count` free 户号, unlike each other and unlike any drawn before or at the same time.

    They are spread over all that begin with 1 to 9, so that no neighbour's can be guessed. One drawn and not
    used is lost. A code somebody types in meanwhile is caught by the table's own unique rule.
    """
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += [row["code"] async for row in sql.free(db, count=count - len(drawn))]
    return drawn
