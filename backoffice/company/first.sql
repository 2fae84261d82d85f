-- name: lock()!
-- Of two that start at once the second waits.
lock table staff in exclusive mode;

-- name: nobody_else(login)$
-- True when nobody works here but, perhaps, `login` with a generated password.
select not exists (select from staff where login <> :login or not must_change_password);

-- name: is_there(login)$
-- Does `login` exist?
select exists (select from staff where login = :login);

-- name: make(login, password_hash)$
-- The administrator, who has to change this password; returns the id.
insert into staff (login, name, name_en, password_hash, must_change_password)
values (:login, '管理员', 'Administrator', :password_hash, true)
on conflict (login) do update set password_hash = excluded.password_hash
returning id;

-- name: give_post(staff, functions)!
-- The post of an administrator, everywhere, unless `staff` holds one already.
with made as (insert into post (kind, name, name_en)
              select 'administrator', '管理员', 'Administrator'
               where not exists (select from staff_post where staff_id = :staff and until is null)
              returning id),
     carried as (insert into post_function (post_id, function)
                 select id, unnest(:functions::text[]) from made)
insert into staff_post (staff_id, post_id) select :staff, id from made;
