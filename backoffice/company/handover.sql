-- name: holdings(holder)
-- The posts somebody holds; no rows: none.
select sp.id, p.name, p.name_en, coalesce(c.name, '') as detail
  from staff_post sp join post p on p.id = sp.post_id left join community c on c.id = sp.community_id
 where sp.staff_id = :holder and sp.until is null
 order by p.position, p.id, c.id;

-- name: give_holdings(holder, to)!
-- Let somebody hold what another one holds; what they hold already stays.
insert into staff_post (staff_id, post_id, community_id)
select :to, post_id, community_id from staff_post where staff_id = :holder and until is null
on conflict do nothing;

-- name: end_holdings(holder)!
-- Somebody holds nothing any more.
update staff_post set until = now() where staff_id = :holder and until is null;

-- name: holders(holder)
-- Who holds a post; no rows: nobody.
select sp.id, s.name, s.name_en, coalesce(c.name, '') as detail
  from staff_post sp join staff s on s.id = sp.staff_id left join community c on c.id = sp.community_id
 where sp.post_id = :holder and sp.until is null
 order by s.name, c.id;

-- name: give_holders(holder, to)!
-- Let those who hold a post hold another one; who holds it already stays.
insert into staff_post (staff_id, post_id, community_id)
select staff_id, :to, community_id from staff_post where post_id = :holder and until is null
on conflict do nothing;

-- name: end_holders(holder)!
-- Nobody holds a post any more.
update staff_post set until = now() where post_id = :holder and until is null;

-- name: subordinates(holder)
-- The posts that answer to a post; no rows: none.
select id, name, name_en, '' as detail from post where superior_id = :holder and closed_at is null
 order by position, id;

-- name: give_subordinates(holder, to)!
-- Let the posts that answer to a post answer to another; the other one itself, and without one (null) all of
-- them, to the superior of the first.
update post set version = version + 1,
       superior_id = case when :to::int is null or id = :to then (select superior_id from post where id = :holder)
                          else :to end
 where superior_id = :holder and closed_at is null;

-- name: departments(holder)
-- The departments below one; no rows: none.
select id, name, name_en, '' as detail from department where parent_id = :holder and closed_at is null
 order by position, id;

-- name: give_departments(holder, to)!
-- Put the departments below one under another.
update department set parent_id = :to, version = version + 1
 where parent_id = :holder and closed_at is null;

-- name: posts(holder)
-- The posts of a department; no rows: none.
select id, name, name_en, '' as detail from post where department_id = :holder and closed_at is null
 order by position, id;

-- name: give_posts(holder, to)!
-- Put the posts of a department into another.
update post set department_id = :to, version = version + 1
 where department_id = :holder and closed_at is null;
