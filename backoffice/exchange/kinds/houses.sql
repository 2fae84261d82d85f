-- name: stage(id, everything, communities)!
-- Each row with its community within reach and its house (null: new): by 户号, else by room, in the building
-- named if there are two.
create temporary table sheet on commit drop as
select distinct on (r.line) r.line, x.*, c.id as community_id, h.id, h.closed_at is not null as closed,
       coded.id as coded_id, coded.community_id as coded_in, there.id as there_id, there.code as there_code,
       b.id as building_id,
       coalesce(x.building, case when x.room like '%-%' then split_part(x.room, '-', 1) end) as building_name,
       null::integer as unit_id,
       case when h.id is not null then
           jsonb_build_object('room', h.label, 'building', b.name, 'unit', u.name, 'kind', h.kind,
                              'floor', h.floor, 'area', h.area, 'inner_area', h.inner_area, 'state', h.state,
                              'note', h.note)
       end as before,
       jsonb_build_object('room', x.room,
                          'building', case when part_spelled(x.building) = part_spelled(b.name) then b.name
                                           else coalesce(x.building, b.name) end,
                          'unit', case when part_spelled(x.unit) = part_spelled(u.name) then u.name
                                       else coalesce(x.unit, u.name) end,
                          'kind', coalesce(x.kind, h.kind), 'floor', coalesce(x.floor, h.floor),
                          'area', coalesce(x.area, h.area), 'inner_area', coalesce(x.inner_area, h.inner_area),
                          'state', coalesce(x.state, h.state), 'note', coalesce(x.note, h.note)) as after
  from import_row r
 cross join lateral jsonb_to_record(r.cells)
       as x(community text, room text, building text, unit text, code text, kind text, floor integer,
            area numeric(10, 2), inner_area numeric(10, 2), state text, note text)
  left join community c on spelled(c.name) = spelled(x.community)
                       and (:everything or c.id = any(:communities::int[]))
  left join (select h.id, h.code, b.community_id from house h join building b on b.id = h.building_id) as coded
         on coded.code = x.code
  left join (select h.id, h.code, h.label, b.community_id, b.name as building
               from house h join building b on b.id = h.building_id) as there
         on there.community_id = c.id and there.label = x.room
  left join house h on h.id = coalesce(case when coded.community_id = c.id then coded.id end, there.id)
  left join building b on b.id = h.building_id
  left join unit u on u.id = h.unit_id
 where r.import_id = :id
 order by r.line, part_spelled(there.building) = part_spelled(x.building) desc nulls last, there.id;

-- name: faults()!
-- What the database has against them.
insert into fault
select line, 'community', 'community', jsonb_build_object('name', community)
  from sheet where community is not null and community_id is null
union all
select line, 'code', 'code_taken', jsonb_build_object('code', code)
  from sheet where community_id is not null and coded_id is not null and coded_in <> community_id
union all
select line, 'code', 'code_of_other', jsonb_build_object('code', code)
  from sheet where coded_id is not null and coded_in = community_id and there_id <> coded_id
union all
select line, 'code', 'code_stays', jsonb_build_object('code', there_code)
  from sheet where coded_id is null and there_code <> code
union all
select line, 'building', 'needed_for_new', '{}'
  from sheet where id is null and community_id is not null and room is not null and building_name is null
union all
select line, 'room', 'closed', jsonb_build_object('room', room) from sheet where closed
union all
select line, 'room', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by community_id, room, case when id is null
                                                                      then part_spelled(building_name) end,
                                                  id) as first
          from sheet where community_id is not null and room is not null) as t
 where line > first
union all
select line, 'code', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by code) as first from sheet where code is not null) as t
 where line > first
union all
select line, 'room', 'twice', jsonb_build_object('line', first)
  from (select line, room, min(line) over (partition by id) as first,
               min(room) over (partition by id) as one_room from sheet where id is not null) as t
 where line > first and room <> one_room;

-- name: insert_buildings()!
-- Buildings a new or moved house needs and nobody has made yet.
insert into building (community_id, name)
select distinct on (community_id, part_spelled(building_name)) community_id, building_name
  from sheet s
 where (id is null or building is not null)
   and not exists (select from building b where b.community_id = s.community_id
                      and part_spelled(b.name) = part_spelled(s.building_name))
 order by community_id, part_spelled(building_name), line;

-- name: place()!
-- Every row gets the building it stands in.
update sheet s
   set building_id = (select b.id from building b
                       where b.community_id = s.community_id
                         and part_spelled(b.name) = part_spelled(s.building_name)
                       order by b.name = s.building_name desc, b.id limit 1)
 where id is null or building is not null;

-- name: insert_units()!
-- Units nobody has made yet; then every row that names one gets it.
with wanted as (
    select distinct on (building_id, part_spelled(unit)) building_id, unit from sheet where unit is not null
     order by building_id, part_spelled(unit), line),
made as (
    insert into unit (building_id, name)
    select w.building_id, w.unit from wanted w
     where not exists (select from unit u where u.building_id = w.building_id
                          and part_spelled(u.name) = part_spelled(w.unit))
    returning id, building_id, name),
every as (select id, building_id, name from unit union all select id, building_id, name from made)
update sheet s set unit_id = e.id
  from every e where e.building_id = s.building_id and part_spelled(e.name) = part_spelled(s.unit);

-- name: count_without_code()$
-- How many new ones bring no 户号.
select count(*) from sheet where id is null and code is null;

-- name: give_codes(codes)!
-- One of `codes` to each of them, in the order of the sheet.
update sheet s set code = given.code
  from (select line, row_number() over (order by line) as at from sheet where id is null and code is null) as one
  join unnest(:codes::text[]) with ordinality as given(code, at) using (at)
 where s.line = one.line;

-- name: insert()!
-- New ones.
with made as (
    insert into house (code, building_id, unit_id, label, kind, floor, area, inner_area, state, note)
    select code, building_id, unit_id, room, coalesce(kind, 'house'), floor, coalesce(area, 0), inner_area,
           coalesce(state, 'occupied'), coalesce(note, '')
      from sheet where id is null order by line
    returning id, code)
update sheet s set id = made.id from made where made.code = s.code and s.id is null;

-- name: update()!
-- Changed ones; those edited meanwhile on a page are told by the version.
update house h
   set label = s.room, building_id = coalesce(s.building_id, h.building_id),
       unit_id = coalesce(s.unit_id, h.unit_id), kind = coalesce(s.kind, h.kind),
       floor = coalesce(s.floor, h.floor), area = coalesce(s.area, h.area),
       inner_area = coalesce(s.inner_area, h.inner_area), state = coalesce(s.state, h.state),
       note = coalesce(s.note, h.note), version = h.version + 1
  from sheet s where h.id = s.id and s.before <> s.after;

-- name: held(everything, communities)
-- Houses within reach, as a sheet says them; no rows: none.
select c.name as community, h.label as room, b.name as building, u.name as unit, h.code, h.kind, h.floor, h.area,
       h.inner_area, h.state, h.note
  from house h join building b on b.id = h.building_id join community c on c.id = b.community_id
  left join unit u on u.id = h.unit_id
 where (:everything or c.id = any(:communities::int[])) and h.closed_at is null
 order by c.name, b.position, b.id, h.label;
