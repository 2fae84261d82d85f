-- name: password_of(staff)$
-- What is kept of a password; null: nobody, or no longer with us.
select password_hash from staff where id = :staff and active;

-- name: rehash(staff, before, password_hash)!
-- Keep the same password by today's parameters, unless it was changed meanwhile.
update staff set password_hash = :password_hash where id = :staff and password_hash = :before;

-- name: change(staff, before, password_hash)$
-- A password of one's own; null: it was changed meanwhile.
update staff set password_hash = :password_hash, must_change_password = false
 where id = :staff and password_hash = :before and active
returning id;
