-- name: stage(id, everything, communities)!
-- Each row with its community within reach, its building (null: new) and the units not there yet.
create temporary table sheet on commit drop as
select distinct on (r.line) r.line, x.*, c.id as community_id, b.id, n.names as missing,
       case when b.id is not null then
           jsonb_build_object('phase', p.name, 'units', '[]'::jsonb, 'floors', b.floors, 'builder', b.builder,
                              'built_on', b.built_on)
       end as before,
       jsonb_build_object('phase', case when spelled(x.phase) = spelled(p.name) then p.name
                                        else coalesce(x.phase, p.name) end,
                          'units', to_jsonb(n.names), 'floors', coalesce(x.floors, b.floors),
                          'builder', coalesce(x.builder, b.builder),
                          'built_on', coalesce(x.built_on, b.built_on)) as after
  from import_row r
 cross join lateral jsonb_to_record(r.cells)
       as x(community text, name text, phase text, units text[], floors integer, builder text, built_on date)
  left join community c on spelled(c.name) = spelled(x.community)
                       and (:everything or c.id = any(:communities::int[]))
  left join building b on b.community_id = c.id and part_spelled(b.name) = part_spelled(x.name)
  left join phase p on p.id = b.phase_id
 cross join lateral (select array(select one from unnest(x.units) as one
                                   where not exists (select from unit u where u.building_id = b.id
                                                        and part_spelled(u.name) = part_spelled(one)))) as n(names)
 where r.import_id = :id
 order by r.line, b.name = x.name desc;

-- name: faults()!
-- What the database has against them.
insert into fault
select line, 'community', 'community', jsonb_build_object('name', community)
  from sheet where community is not null and community_id is null
union all
select line, 'name', 'twice', jsonb_build_object('line', first)
  from (select line, min(line) over (partition by community_id, part_spelled(name)) as first
          from sheet where community_id is not null and name is not null) as t
 where line > first;

-- name: insert_phases()!
-- Phases named for the first time.
insert into phase (community_id, name)
select distinct on (community_id, spelled(phase)) community_id, phase
  from sheet s
 where phase is not null
   and not exists (select from phase p where p.community_id = s.community_id and spelled(p.name) = spelled(s.phase))
 order by community_id, spelled(phase), line;

-- name: insert()!
-- New ones.
with made as (
    insert into building (community_id, name) select community_id, name from sheet where id is null order by line
    returning id, community_id, name)
update sheet s set id = made.id from made where made.community_id = s.community_id and made.name = s.name;

-- name: update()!
-- What the sheet says of new and changed ones; those edited meanwhile on a page are told by the version.
update building b
   set phase_id = coalesce((select p.id from phase p where p.community_id = b.community_id
                                                       and spelled(p.name) = spelled(s.phase)), b.phase_id),
       floors = coalesce(s.floors, b.floors), builder = coalesce(s.builder, b.builder),
       built_on = coalesce(s.built_on, b.built_on), version = b.version + (s.before is not null)::int
  from sheet s where b.id = s.id and s.before is distinct from s.after;

-- name: insert_units()!
-- Units that were not there.
insert into unit (building_id, name)
select distinct s.id, one from sheet s cross join unnest(s.missing) as one
on conflict (building_id, name) do nothing;

-- name: held(everything, communities)
-- Buildings within reach, as a sheet says them; no rows: none.
select c.name as community, b.name, p.name as phase,
       array(select u.name from unit u where u.building_id = b.id order by u.id) as units, b.floors, b.builder,
       b.built_on
  from building b join community c on c.id = b.community_id left join phase p on p.id = b.phase_id
 where (:everything or c.id = any(:communities::int[])) and b.closed_at is null
 order by c.name, b.position, b.id;
