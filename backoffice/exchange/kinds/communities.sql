-- name: stage(id, everything, communities)!
-- Each row with the community it names; `id` null: new; `mine`: within reach.
create temporary table sheet on commit drop as
select distinct on (r.line) r.line, x.*, c.id,
       :everything or coalesce(c.id = any(:communities::int[]), false) as mine,
       case when c.id is not null then
           jsonb_build_object('name_en', c.name_en, 'city', c.city, 'code', c.code, 'address', c.address,
                              'area_code', c.area_code, 'developer', c.developer, 'opened_on', c.opened_on)
       end as before,
       jsonb_build_object('name_en', coalesce(x.name_en, c.name_en), 'city', coalesce(x.city, c.city),
                          'code', coalesce(x.code, c.code), 'address', coalesce(x.address, c.address),
                          'area_code', coalesce(x.area_code, c.area_code),
                          'developer', coalesce(x.developer, c.developer),
                          'opened_on', coalesce(x.opened_on, c.opened_on)) as after
  from import_row r
 cross join lateral jsonb_to_record(r.cells)
       as x(name text, name_en text, city text, code text, address text, area_code text, developer text,
            opened_on date)
  left join community c on spelled(c.name) = spelled(x.name)
 where r.import_id = :id
 order by r.line, c.name = x.name desc;

-- name: faults()!
-- What the database has against them.
insert into fault
select line, 'name', 'community', jsonb_build_object('name', name) from sheet where id is not null and not mine
union all
select line, 'city', 'needed_for_new', '{}' from sheet where id is null and name is not null and city is null
union all
select line, 'name', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by spelled(name)) as first from sheet where name is not null) as t
 where line > first;

-- name: insert()!
-- New ones.
with made as (
    insert into community (name, name_en, city, code, address, area_code, developer, opened_on)
    select name, coalesce(name_en, ''), city, coalesce(code, ''), coalesce(address, ''),
           coalesce(area_code, ''), coalesce(developer, ''), opened_on
      from sheet where id is null order by line
    returning id, name)
update sheet s set id = made.id from made where made.name = s.name;

-- name: update()!
-- Changed ones; those edited meanwhile on a page are told by the version.
update community c
   set name_en = s.after ->> 'name_en', city = s.after ->> 'city', code = s.after ->> 'code',
       address = s.after ->> 'address', area_code = s.after ->> 'area_code',
       developer = s.after ->> 'developer', opened_on = (s.after ->> 'opened_on')::date,
       version = c.version + 1
  from sheet s where c.id = s.id and s.before <> s.after;

-- name: held(everything, communities)
-- Communities within reach, as a sheet says them; no rows: none.
select name, name_en, city, code, address, area_code, developer, opened_on from community
 where (:everything or id = any(:communities::int[])) and closed_at is null
 order by name;
