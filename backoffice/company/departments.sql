-- name: departments_at(at)
-- The departments that were open at a moment (null: now) under the names and places they had then, in order;
-- no rows: none yet.
select d.id, h.parent_id as parent, h.name, case when h.name = d.name then d.name_en else '' end as name_en,
       d.version, d.closed_at
  from department d
  join lateral (select parent_id, name from department_history
                 where department_id = d.id and at <= coalesce(:at::timestamptz, now())
                 order by at desc limit 1) h on true
 where d.closed_at is null or d.closed_at > coalesce(:at::timestamptz, now())
 order by d.position, d.id;

-- name: posts_at(at)
-- The posts that were open at a moment (null: now), where they stood then, in order; no rows: none yet.
select p.id, h.department_id as department, h.superior_id as superior, h.name,
       case when h.name = p.name then p.name_en else '' end as name_en, p.kind, p.version, p.closed_at
  from post p
  join lateral (select department_id, superior_id, name from post_history
                 where post_id = p.id and at <= coalesce(:at::timestamptz, now())
                 order by at desc limit 1) h on true
 where p.closed_at is null or p.closed_at > coalesce(:at::timestamptz, now())
 order by p.position, p.id;

-- name: holders_at(at)
-- Who held which post at a moment (null: now), in which communities ({null}: everywhere); no rows: nobody.
select sp.post_id as post, s.id as staff, s.name, s.name_en,
       case when bool_or(sp.community_id is null) then '{}' else array_agg(c.name order by c.id) end as communities
  from staff_post sp
  join staff s on s.id = sp.staff_id
  left join community c on c.id = sp.community_id
 where sp.since <= coalesce(:at::timestamptz, now())
   and (sp.until is null or sp.until > coalesce(:at::timestamptz, now()))
 group by sp.post_id, s.id
 order by sp.post_id, s.name;

-- name: department(department)^
-- An open department; no row: there is none, or it is closed.
select id, parent_id as parent, name, name_en, version, closed_at
  from department where id = :department and closed_at is null;

-- name: create(parent, name, name_en)$
-- Open a department as the last of its siblings; returns its id.
insert into department (parent_id, name, name_en, position)
values (:parent, :name, :name_en,
        (select coalesce(max(position), 0) + 1 from department where parent_id is not distinct from :parent))
returning id;

-- name: rename(department, name, name_en)!
-- Give it another name.
update department set name = :name, name_en = :name_en, version = version + 1 where id = :department;

-- name: move(department, parent)!
-- Put it under another one (null: at the top).
update department set parent_id = :parent, version = version + 1 where id = :department;

-- name: is_below(department, above)$
-- Whether a department is another one, or stands below it.
with recursive up as (
    select id, parent_id from department where id = :department
    union
    select d.id, d.parent_id from department d join up on d.id = up.parent_id
)
select exists (select 1 from up where id = :above);

-- name: same_post(department, into)$
-- The name of an open post that stands in both departments; null: there is none.
select a.name from post a join post b on b.name = a.name and b.department_id = :into and b.closed_at is null
 where a.department_id = :department and a.closed_at is null limit 1;

-- name: close(department, merged_into)!
-- Close it; merged_into: the one it became part of, null: none.
update department set closed_at = now(), merged_into = :merged_into, version = version + 1
 where id = :department;
