"""A house that owes and may be called at any hour."""

import asyncpg


async def owing_house(db: asyncpg.Connection, number: str, *, language: str = "zh") -> int:
    """Its id; `number` is its owner's."""
    await db.execute(
        """insert into setting values ('calling_hours', '{"from": "00:00", "to": "24:00"}')
           on conflict do nothing"""
    )
    house: int = await db.fetchval(
        """
        with c as (insert into community (name, city, area_code) values ('翠湖苑', '成都', '028')
                   returning id),
             b as (insert into building (community_id, name) select id, '1' from c returning id),
             h as (insert into house (code, building_id, label) select '10010101', id, '1-1-101' from b
                   returning id),
             p as (insert into person (name, language) values ('John Smith', $2) returning id),
             n as (insert into phone (number, person_id) select $1, id from p),
             o as (insert into occupancy (house_id, person_id, since)
                   select h.id, p.id, current_date from h, p),
             f as (insert into fee_item (name) values ('物业费') returning id),
             owed as (insert into bill (house_id, fee_item_id, month, amount, due_on)
                      select h.id, f.id, '2026-01-01', 88, '2026-01-31' from h, f)
        select id from h
        """,
        number,
        language,
    )
    return house
