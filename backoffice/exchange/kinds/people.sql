-- name: stage(id, everything, communities)!
-- Each row with its community and house within reach; who it is comes next.
create temporary table sheet on commit drop as
select distinct on (r.line) r.line, x.*, coalesce(x.phones, '{}') as numbers, spelled(x.name) as known,
       c.id as community_id, (business_now() at time zone c.time_zone)::date as today, h.id as house_id,
       null::integer as one, null::integer as id, null::integer as stay, null::jsonb as before, null::jsonb as after
  from import_row r
 cross join lateral jsonb_to_record(r.cells)
       as x(community text, room text, building text, name text, title text, phones text[], role text,
            since date, until date, email text, birthday date, language text, do_not_call boolean, hobbies text,
            temperament text, note text)
  left join community c on spelled(c.name) = spelled(x.community)
                       and (:everything or c.id = any(:communities::int[]))
  left join (select h.id, h.label, b.community_id, b.name as building
               from house h join building b on b.id = h.building_id where h.closed_at is null) as h
         on h.community_id = c.id and h.label = x.room
 where r.import_id = :id
 order by r.line, part_spelled(h.building) = part_spelled(x.building) desc nulls last, h.id;

-- name: study()!
-- Let the planner see how many rows there are.
analyze sheet;

-- name: told_apart()
-- What tells the people of a sheet apart, for each row with a name; no rows: none has one.
select line, known, numbers as phones, house_id from sheet where known is not null order by line;

-- name: open_groups()!
-- Which lines are one person: `one` is the first of them.
create temporary table same_person (line integer primary key, one integer not null) on commit drop;

-- name: group()!
-- Each row with the first line of its person.
update sheet s set one = p.one from same_person p where p.line = s.line;

-- name: find(everything, communities)!
-- The person known for each group within reach: who lives in its house before who shares most numbers.
with told as (
    select s.one, p.id, false as lives, t.number
      from sheet s cross join unnest(s.numbers) as n(number)
      join phone t on t.number = n.number
      join person p on p.id = t.person_id and spelled(p.name) = s.known
     where p.closed_at is null and p.merged_into is null
    union all
    select s.one, p.id, true, null
      from sheet s join occupancy o on o.house_id = s.house_id
      join person p on p.id = o.person_id and spelled(p.name) = s.known
     where p.closed_at is null and p.merged_into is null),
best as (
    select distinct on (one) one, id from told
     where lives or :everything
        or exists (select from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
                    where o.person_id = told.id and b.community_id = any(:communities::int[]))
     group by one, id
     order by one, bool_or(lives) desc, count(distinct number) desc, id)
update sheet s set id = b.id from best b where b.one = s.one;

-- name: compare()!
-- Each row of a known person with its stay there (null: a new one), and what it says against what there is.
with who as (
    select s.line, st.stay, st.role, st.since, st.until, p.title, p.email, p.birthday, p.language,
           p.do_not_call, p.hobbies, p.temperament, p.note,
           array(select n from unnest(s.numbers) as n
                  where not exists (select from phone t where t.person_id = s.id and t.number = n)) as more
      from sheet s
      join person p on p.id = s.id
      left join lateral (
          select o.id as stay, o.role, o.since, o.until from occupancy o
           where o.house_id = s.house_id and o.person_id = s.id
             and (s.since is null or o.since = s.since or (o.until is null and s.until is null))
           order by o.since = s.since desc nulls last, o.role = s.role desc nulls last, o.until is null desc,
                    o.since desc limit 1) as st on true)
update sheet s
   set stay = w.stay,
       before = jsonb_build_object(
           'title', w.title, 'email', w.email, 'birthday', w.birthday, 'language', w.language,
           'do_not_call', w.do_not_call, 'hobbies', w.hobbies, 'temperament', w.temperament, 'note', w.note,
           'role', w.role, 'since', w.since, 'until', w.until, 'phones', '[]'::jsonb),
       after = jsonb_build_object(
           'title', coalesce(s.title, w.title), 'email', coalesce(s.email, w.email),
           'birthday', coalesce(s.birthday, w.birthday), 'language', coalesce(s.language, w.language),
           'do_not_call', coalesce(s.do_not_call, w.do_not_call), 'hobbies', coalesce(s.hobbies, w.hobbies),
           'temperament', coalesce(s.temperament, w.temperament), 'note', coalesce(s.note, w.note),
           'role', coalesce(s.role, w.role, 'owner'), 'since', coalesce(s.since, w.since, s.today),
           'until', coalesce(s.until, w.until), 'phones', to_jsonb(w.more))
  from who w where w.line = s.line;

-- name: faults(everything, communities)!
-- What the database, and the rows among themselves, have against them. Reach: where `person.temperament` is.
with said as (
    select s.line, coalesce('person ' || s.id, 'line ' || s.one) as who, v.col, v.value
      from sheet s
     cross join lateral (values ('title', title), ('email', email), ('birthday', birthday::text),
                                ('language', language), ('do_not_call', do_not_call::text), ('hobbies', hobbies),
                                ('temperament', temperament), ('note', note)) as v(col, value)
     where v.value is not null and s.known is not null),
first_said as (select distinct on (who, col) who, col, line, value from said order by who, col, line)
insert into fault
select line, 'community', 'community', jsonb_build_object('name', community)
  from sheet where community is not null and community_id is null
union all
select line, 'room', 'no_house', jsonb_build_object('room', room)
  from sheet where community_id is not null and room is not null and house_id is null
union all
select line, 'until', 'until', '{}' from sheet where until < coalesce(since, (before ->> 'since')::date)
union all
select line, 'since', 'since_for_past', '{}'
  from sheet where until is not null and since is null and stay is null
union all
select line, v.col, 'temperament', '{}'
  from sheet cross join lateral (values ('hobbies', hobbies), ('temperament', temperament)) as v(col, value)
 where v.value is not null and not :everything
   and community_id is not null and community_id <> all(:communities::int[])
union all
select said.line, col, 'contradicts', jsonb_build_object('line', first_said.line)
  from said join first_said using (who, col) where said.value <> first_said.value
union all
select line, 'name', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by house_id, coalesce('person ' || id, 'line ' || one),
                                     coalesce(stay::text, case when until is null then 'open'
                                                               else 'since ' || since end)) as first
          from sheet where house_id is not null and known is not null) as t
 where line > first;

-- name: open_names()!
-- What a name is made of; Python knows pinyin.
create temporary table name_parts (name text primary key, surname text, initials text, pinyin text) on commit drop;

-- name: new_names()
-- Names of people to be added; no rows: none.
select distinct name from sheet where id is null;

-- name: insert()!
-- New people, one for each group.
with made as (
    select one, nextval(pg_get_serial_sequence('person', 'id')) as id, (array_agg(name order by line))[1] as name,
           max(title) as title, max(email) as email, max(birthday) as birthday, max(language) as language,
           bool_or(do_not_call) as do_not_call, max(hobbies) as hobbies, max(temperament) as temperament,
           max(note) as note
      from sheet where id is null group by one),
put as (
    insert into person (id, name, surname, initials, pinyin, title, email, birthday, language, do_not_call, hobbies,
                        temperament, note) overriding system value
    select id, name, surname, initials, pinyin, coalesce(title, ''), coalesce(email, ''), birthday,
           coalesce(language, 'zh'), coalesce(do_not_call, false), coalesce(hobbies, ''), coalesce(temperament, ''),
           coalesce(note, '')
      from made join name_parts using (name) order by one)
update sheet s set id = made.id from made where made.one = s.one;

-- name: update()!
-- People known already, where a row says something new of them; faults saw to it that rows agree.
update person p
   set title = coalesce(g.title, p.title), email = coalesce(g.email, p.email),
       birthday = coalesce(g.birthday, p.birthday), language = coalesce(g.language, p.language),
       do_not_call = coalesce(g.do_not_call, p.do_not_call), hobbies = coalesce(g.hobbies, p.hobbies),
       temperament = coalesce(g.temperament, p.temperament), note = coalesce(g.note, p.note), version = p.version + 1
  from (select id, max(title) as title, max(email) as email, max(birthday) as birthday, max(language) as language,
               bool_or(do_not_call) as do_not_call, max(hobbies) as hobbies, max(temperament) as temperament,
               max(note) as note
          from sheet
         where before - array['role', 'since', 'until', 'phones'] <> after - array['role', 'since', 'until', 'phones']
         group by id) as g
 where p.id = g.id;

-- name: insert_phones()!
-- Numbers people did not have, after those they have, in the order of the sheet.
insert into phone (number, person_id, position)
select number, id, coalesce((select max(position) + 1 from phone t where t.person_id = n.id), 0)
                   + row_number() over (partition by id order by line, at) - 1
  from (select distinct on (s.id, number) s.id, number, s.line, at
          from sheet s cross join unnest(s.numbers) with ordinality as u(number, at)
         order by s.id, number, s.line, at) as n
 where not exists (select from phone t where t.person_id = n.id and t.number = n.number);

-- name: insert_stays()!
-- Who owns, rents or lives where from now on.
insert into occupancy (house_id, person_id, role, since, until)
select house_id, id, coalesce(role, 'owner'), coalesce(since, today), until from sheet where stay is null order by line;

-- name: update_stays()!
-- Stays the sheet corrects or ends.
update occupancy o
   set role = coalesce(s.role, o.role), since = coalesce(s.since, o.since), until = coalesce(s.until, o.until)
  from sheet s where o.id = s.stay and s.before <> s.after;

-- name: held(everything, communities)
-- Stays that last, within reach, as a sheet says them; no rows: none.
select c.name as community, h.label as room, b.name as building, p.name, p.title,
       array(select number from phone t where t.person_id = p.id order by t.position, t.since, t.number) as phones, o.role, o.since,
       o.until, p.email, p.birthday, p.language, p.do_not_call, p.hobbies, p.temperament, p.note
  from occupancy o join house h on h.id = o.house_id join building b on b.id = h.building_id
  join community c on c.id = b.community_id join person p on p.id = o.person_id
 where (:everything or c.id = any(:communities::int[])) and o.until is null and p.closed_at is null
 order by c.name, b.position, b.id, h.label, o.id;
