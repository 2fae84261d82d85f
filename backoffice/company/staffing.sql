-- name: listed(state, text, post)
-- Staff with the posts they hold, `state` '' for those with us, 'left', 'all'; `text` '' and `post` null: any.
-- No rows: nobody.
select s.id, s.login, s.name, s.name_en, s.language, coalesce(s.extension, '') as extension, s.active,
       array(select distinct p.name from staff_post sp join post p on p.id = sp.post_id
              where sp.staff_id = s.id and sp.until is null order by p.name) as posts
  from staff s
 where case :state when 'all' then true when 'left' then not s.active else s.active end
   and (:text = '' or strpos(lower(concat_ws(' ', s.login, s.name, s.name_en, s.extension, s.phone)),
                             lower(:text)) > 0)
   and (:post::int is null
        or exists (select 1 from staff_post where staff_id = s.id and post_id = :post and until is null));

-- name: employee(staff)^
-- A member of staff, those who left too; no row: there is none.
select id, login, name, name_en, language, phone, email, coalesce(extension, '') as extension, active,
       joined_on, left_on, version
  from staff where id = :staff;

-- name: holdings(staff)
-- The posts somebody holds and ever held, the latest first; no rows: none.
select sp.id, s.id as staff, s.name as staff_name, p.id as post, p.name as post_name,
       c.id as community, coalesce(c.name, '') as community_name, sp.since, sp.until
  from staff_post sp
  join staff s on s.id = sp.staff_id
  join post p on p.id = sp.post_id
  left join community c on c.id = sp.community_id
 where sp.staff_id = :staff
 order by sp.until desc nulls first, sp.since desc, sp.id desc;

-- name: hire(login, name, name_en, language, phone, email, password_hash)$
-- Take somebody in, who changes the password at the first sign-in; returns the id.
insert into staff (login, name, name_en, language, phone, email, password_hash, must_change_password)
values (:login, :name, :name_en, :language, :phone, :email, :password_hash, true)
returning id;

-- name: edit(staff, login, name, name_en, language, phone, email)!
-- Keep what changed about somebody.
update staff set login = :login, name = :name, name_en = :name_en, language = :language, phone = :phone,
                 email = :email, version = version + 1
 where id = :staff;

-- name: post(post)^
-- An open post with what it carries; no row: there is none, or it is closed.
select p.name, array(select function from post_function where post_id = p.id) as functions
  from post p where p.id = :post and p.closed_at is null;

-- name: communities(communities)$
-- How many of these communities are open.
select count(*) from community where id = any(:communities::int[]) and closed_at is null;

-- name: give(staff, post, communities)!
-- Let somebody hold a post in these communities (null among them: everywhere); what is held already stays.
insert into staff_post (staff_id, post_id, community_id)
select :staff, :post, unnest(:communities::int[])
on conflict do nothing;

-- name: end(holding)^
-- End a holding; returns whose, of which post and where. No row: there is none, or it ended before.
update staff_post set until = now() where id = :holding and until is null
returning staff_id as staff, post_id as post, community_id as community;

-- name: carried(staff)
-- What the posts somebody holds carry, and where (null: everywhere); no rows: nothing.
select distinct pf.function, sp.community_id as community
  from staff_post sp join post_function pf on pf.post_id = sp.post_id
 where sp.staff_id = :staff and sp.until is null;

-- name: leave(staff)!
-- Somebody is with us no longer.
update staff set active = false, left_on = current_date, version = version + 1 where id = :staff;

-- name: end_sessions(staff)!
-- Sign somebody out everywhere.
update session set ended_at = now() where staff_id = :staff and ended_at is null;

-- name: take_back(staff, password_hash)!
-- Somebody is with us again, with a new first password.
update staff set active = true, left_on = null, password_hash = :password_hash, must_change_password = true,
                 version = version + 1
 where id = :staff;
