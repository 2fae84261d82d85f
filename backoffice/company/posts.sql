-- name: post(post)^
-- A post, closed ones too; no row: there is none.
select id, department_id as department, superior_id as superior, name, name_en, kind, version, closed_at
  from post where id = :post;

-- name: holdings(post)
-- Who holds a post and who ever did, the latest first; no rows: nobody.
select sp.id, s.id as staff, s.name as staff_name, p.id as post, p.name as post_name,
       c.id as community, coalesce(c.name, '') as community_name, sp.since, sp.until
  from staff_post sp
  join staff s on s.id = sp.staff_id
  join post p on p.id = sp.post_id
  left join community c on c.id = sp.community_id
 where sp.post_id = :post
 order by sp.until desc nulls first, sp.since desc, sp.id desc;

-- name: held(post)
-- In which communities (null: everywhere) it is held now; no rows: nobody holds it.
select community_id as community from staff_post where post_id = :post and until is null;

-- name: functions(post)
-- What a post carries; no rows: nothing.
select function from post_function where post_id = :post;

-- name: create(name, name_en, department, superior, kind)$
-- Open a post as the last one; returns its id.
insert into post (name, name_en, department_id, superior_id, kind, position)
values (:name, :name_en, :department, :superior, :kind, (select coalesce(max(position), 0) + 1 from post))
returning id;

-- name: carry(post, functions)!
-- Let a new post carry these functions.
insert into post_function (post_id, function) select :post, unnest(:functions::text[]);

-- name: edit(post, name, name_en, department, superior)!
-- Rename and move a post.
update post set name = :name, name_en = :name_en, department_id = :department, superior_id = :superior,
                version = version + 1
 where id = :post;

-- name: answers_to(post, above)$
-- Whether a post is another one, or answers to it through its superiors.
with recursive up as (
    select id, superior_id from post where id = :post
    union
    select p.id, p.superior_id from post p join up on p.id = up.superior_id
)
select exists (select 1 from up where id = :above);

-- name: close(post)!
-- Close a post nobody holds any more.
update post set closed_at = now(), version = version + 1 where id = :post;
