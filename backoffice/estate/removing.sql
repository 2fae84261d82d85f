-- name: lock_people(people)
-- The rows of these people, held until the end of the transaction so that two merges wait for each other.
select id, name, version from person where id = any(:people::int[]) and closed_at is null order by id for update;

-- name: move_phones(keep, drop)
-- Numbers the other did not have, behind those there; returns them.
update phone t set person_id = :keep,
       position = t.position + 1 + coalesce((select max(position) from phone where person_id = :keep), -1)
 where person_id = :drop and not exists (select from phone o where o.person_id = :keep and o.number = t.number)
returning number;

-- name: drop_phones(drop)
-- Numbers both had; returns them.
delete from phone where person_id = :drop returning number;

-- name: join_stays(keep, drop)
-- Where both were noted for the same time in the same house and role: one row over both times. Returns what the
-- other's row said.
with pair as (
    select distinct on (d.id) d.id as gone, k.id as kept, d.house_id, d.role, d.since, d.until
      from occupancy d join occupancy k on k.person_id = :keep and k.house_id = d.house_id and k.role = d.role
       and daterange(k.since, k.until, '[]') && daterange(d.since, d.until, '[]')
     where d.person_id = :drop order by d.id, k.until is null desc, k.since),
widened as (
    update occupancy k set since = least(k.since, p.since),
           until = case when k.until is not null and not p.forever then greatest(k.until, p.until) end
      from (select kept, min(since) as since, max(until) as until, bool_or(until is null) as forever
              from pair group by kept) p
     where k.id = p.kept)
delete from occupancy d using pair p where d.id = p.gone
returning p.house_id as house, p.role, p.since, p.until;

-- name: move_stays(keep, drop)
-- All other times somewhere; returns the houses.
update occupancy set person_id = :keep where person_id = :drop returning house_id as house;

-- name: move_rest(keep, drop)^
-- Vehicles, requests, calls, attempts, hand-overs, decorations and lettings; returns how many of each.
with vehicles as (update vehicle set person_id = :keep where person_id = :drop returning 1),
     requests as (update request set person_id = :keep where person_id = :drop returning 1),
     calls as (update call set person_id = :keep where person_id = :drop returning 1),
     attempts as (update attempt set person_id = :keep where person_id = :drop returning 1),
     handovers as (update handover set person_id = :keep where person_id = :drop returning 1),
     decorations as (update decoration set person_id = :keep where person_id = :drop returning 1),
     lettings as (update letting set person_id = :keep where person_id = :drop returning 1)
select (select count(*) from vehicles) as vehicles, (select count(*) from requests) as requests,
       (select count(*) from calls) as calls, (select count(*) from attempts) as attempts,
       (select count(*) from handovers) as handovers, (select count(*) from decorations) as decorations,
       (select count(*) from lettings) as lettings;

-- name: fill_in(keep, drop)!
-- What only the other's row says; a wish not to be disturbed holds for both.
update person k
   set email = coalesce(nullif(k.email, ''), d.email), birthday = coalesce(k.birthday, d.birthday),
       title = coalesce(nullif(k.title, ''), d.title),
       hobbies = concat_ws('；', nullif(k.hobbies, ''), nullif(nullif(d.hobbies, ''), k.hobbies)),
       temperament = concat_ws('；', nullif(k.temperament, ''), nullif(nullif(d.temperament, ''), k.temperament)),
       note = concat_ws(E'\n', nullif(k.note, ''), nullif(nullif(d.note, ''), k.note)),
       do_not_call = k.do_not_call or d.do_not_call, do_not_text = k.do_not_text or d.do_not_text,
       do_not_mail = k.do_not_mail or d.do_not_mail, version = k.version + 1
  from person d where k.id = :keep and d.id = :drop;

-- name: close_merged(keep, drop)!
-- The other is now a name that leads to the first; so does whatever led to it.
update person
   set merged_into = :keep, closed_at = coalesce(closed_at, now()), version = version + 1
 where id = :drop or merged_into = :drop;

-- name: against_person(id)^
-- What stands against removing a person; no row: there is none, or gone already.
select name, 0 as bills,
       (select count(*) from request where person_id = p.id and state in ('new', 'assigned', 'working')) as requests,
       (select count(*) from occupancy where person_id = p.id and until is null) as stays, 0 as inner
  from person p where id = :id and closed_at is null for update;

-- name: against_house(id)^
-- What stands against removing a house; `inner` counts cars standing there and hand-overs, decorations and
-- lettings that are not over. No row: none, or gone already.
select label as name,
       (select count(*) from bill where house_id = h.id and voided_at is null and paid < amount) as bills,
       (select count(*) from request where house_id = h.id and state in ('new', 'assigned', 'working')) as requests,
       (select count(*) from occupancy where house_id = h.id and until is null) as stays,
       (select count(*) from vehicle where house_id = h.id)
       + (select count(*) from handover where house_id = h.id and state in ('planned', 'begun'))
       + (select count(*) from decoration
           where house_id = h.id and state in ('applied', 'permitted', 'working', 'refund_asked'))
       + (select count(*) from letting where house_id = h.id and ended_on is null) as inner
  from house h where id = :id and closed_at is null for update;

-- name: against_building(id)^
-- What stands against removing a building: its houses. No row: none, or gone already.
select name, 0 as bills, 0 as requests, 0 as stays,
       (select count(*) from house where building_id = b.id and closed_at is null) as inner
  from building b where id = :id and closed_at is null for update;

-- name: against_community(id)^
-- What stands against removing a community: its buildings. No row: none, or gone already.
select name, 0 as bills, 0 as requests, 0 as stays,
       (select count(*) from building where community_id = c.id and closed_at is null) as inner
  from community c where id = :id and closed_at is null for update;

-- name: close_person(id)!
-- Gone from lists; its history stays.
update person set closed_at = now(), version = version + 1 where id = :id;

-- name: close_house(id)!
-- Gone from lists; its history stays.
update house set closed_at = now(), version = version + 1 where id = :id;

-- name: close_building(id)!
-- Gone from lists; its history stays.
update building set closed_at = now(), version = version + 1 where id = :id;

-- name: close_community(id)!
-- Gone from lists; its history stays.
update community set closed_at = now(), version = version + 1 where id = :id;
