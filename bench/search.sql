-- name: communities(names)!
-- Communities of these names.
insert into community (name, city) select unnest(:names::text[]), '成都';

-- name: buildings(each)!
-- Buildings 1 to `each` in every community.
insert into building (community_id, name, position)
select id, n, n from community, generate_series(1, :each) n order by 1, 3;

-- name: houses()!
-- Two units of 25 floors with two doors in every building.
insert into house (code, building_id, label, floor)
select (10000000 + row_number() over (order by b.id, unit, floor, door))::text, b.id,
       format('%s-%s-%s', b.name, unit, floor * 100 + door), floor
  from building b, generate_series(1, 2) unit, generate_series(1, 25) floor, generate_series(1, 2) door;

-- name: people(surnames, surnames_read, weights, given, given_read, count)!
-- `count` people: a surname as often as its weight says, one or two given characters, and how they are read.
insert into person (name, surname, initials, pinyin)
select s.word || a.word || coalesce(b.word, ''), s.word,
       left(s.read, 1) || left(a.read, 1) || coalesce(left(b.read, 1), ''), s.read || a.read || coalesce(b.read, '')
  from (select random() as s, random() as a, random() as b, random() < 0.8 as two
          from generate_series(1, :count)) dice
  join (select word, read, (sum(weight) over (order by at) - weight) / sum(weight) over () as low,
               sum(weight) over (order by at) / sum(weight) over () as high
          from unnest(:surnames::text[], :surnames_read::text[], :weights::float8[])
               with ordinality _(word, read, weight, at)) s on dice.s >= s.low and dice.s < s.high
  join unnest(:given::text[], :given_read::text[]) with ordinality a(word, read, at)
    on a.at = 1 + floor(dice.a * cardinality(:given::text[]))
  left join unnest(:given::text[], :given_read::text[]) with ordinality b(word, read, at)
    on dice.two and b.at = 1 + floor(dice.b * cardinality(:given::text[]));

-- name: occupancies()!
-- Every house gets its owners and family in turn; one in twenty moved out.
insert into occupancy (house_id, person_id, role, since, until)
select 1 + (id - 1) % (select count(*) from house), id,
       case when id <= (select count(*) from house) then 'owner' else 'family' end, '2020-01-01',
       case when random() < 0.05 then date '2024-01-01' end
  from person;

-- name: phones(heads)!
-- A mobile number for everybody, a second one for every fourth.
insert into phone (number, person_id)
select (:heads::text[])[1 + floor(random() * cardinality(:heads::text[]))] || lpad(floor(random() * 1e8)::text, 8, '0'), id
  from person, generate_series(1, 2) n where n = 1 or id % 4 = 0;

-- name: requests(count)!
-- Requests of houses at random.
insert into request (kind, house_id, channel, registered_by, registered_at)
select 'message', 1 + floor(random() * (select count(*) from house)), 'telephone', 'system:bench', now()
  from generate_series(1, :count);

-- name: new_community()!
-- One building of ten houses with twenty people who live elsewhere, too: the smallest reach there is.
with place as (insert into community (name, city) values ('新苑', '成都') returning id),
     block as (insert into building (community_id, name) select id, '1' from place returning id),
     home as (insert into house (code, building_id, label)
              select (99000000 + n)::text, block.id, '1-1-' || n * 100 + 1 from block, generate_series(1, 10) n returning id)
insert into occupancy (house_id, person_id, since)
select home.id, 1 + floor(random() * (select count(*) from person)), '2024-01-01' from home, generate_series(1, 2);

-- name: some(people)
-- These people, each with a house, a number and a request of anybody; no row for one who has none.
select p.name, p.initials, p.pinyin, t.number, h.label, h.code, c.name as community, r.number as request
  from person p join phone t on t.person_id = p.id join occupancy o on o.person_id = p.id
  join house h on h.id = o.house_id join building b on b.id = h.building_id join community c on c.id = b.community_id
  join request r on r.id = 1 + p.id % (select count(*) from request)
 where p.id = any(:people::int[]);
