-- name: columns(post)
-- Open posts (null: all, else the one) with what they carry and how many people hold them, in order; no rows:
-- none.
select p.id as post, p.name, p.name_en, p.version,
       array(select function from post_function where post_id = p.id) as functions,
       (select count(distinct staff_id) from staff_post where post_id = p.id and until is null)::int as holders
  from post p
 where p.closed_at is null and (:post::int is null or p.id = :post)
 order by p.position, p.id;

-- name: take(post, functions)!
-- Let a post carry these no longer.
delete from post_function where post_id = :post and function = any(:functions::text[]);

-- name: give(post, functions)!
-- Let a post carry these, too.
insert into post_function (post_id, function) select :post, unnest(:functions::text[]);

-- name: edited(post)!
-- Whoever saw it before sees an old one.
update post set version = version + 1 where id = :post;

-- name: rights_of(staff)
-- Every function somebody holds, with the names of the communities ({null}: everywhere), by code; no rows:
-- none.
select pf.function,
       case when bool_or(sp.community_id is null) then '{}' else array_agg(distinct c.name) end as communities
  from staff_post sp
  join post_function pf on pf.post_id = sp.post_id
  left join community c on c.id = sp.community_id
 where sp.staff_id = :staff and sp.until is null
 group by pf.function
 order by pf.function;

-- name: carried_by(post)
-- What a post carries; no rows: nothing.
select function from post_function where post_id = :post;
