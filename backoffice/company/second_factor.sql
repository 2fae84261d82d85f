-- name: factor_of(staff)^
-- Somebody's second factor; no row: none.
select secret, confirmed_at is not null as confirmed,
       (select count(*) from recovery_code where staff_id = :staff and used_at is null) as recovery
  from second_factor where staff_id = :staff;

-- name: begin(staff, secret)$
-- A secret to set up, in place of one that was not confirmed; null: one is confirmed.
insert into second_factor as f (staff_id, secret) values (:staff, :secret)
on conflict (staff_id) do update set secret = excluded.secret, made_at = now() where f.confirmed_at is null
returning staff_id;

-- name: confirm(staff, secret, step)$
-- Ask for codes from now on; null: this secret is no longer being set up.
update second_factor set confirmed_at = now(), last_step = :step
 where staff_id = :staff and secret = :secret and confirmed_at is null
returning staff_id;

-- name: keep_codes(staff, hashes)!
-- The recovery codes of a second factor.
insert into recovery_code (staff_id, code_hash) select :staff, unnest(:hashes::bytea[]);

-- name: use_step(staff, step)$
-- Use up the codes up to `step`; null: they were used before.
update second_factor set last_step = :step
 where staff_id = :staff and last_step < :step and confirmed_at is not null
returning staff_id;

-- name: use_recovery(staff, code_hash)$
-- Use up a recovery code; null: wrong, or used before.
update recovery_code set used_at = now()
 where staff_id = :staff and code_hash = :code_hash and used_at is null
returning staff_id;

-- name: remove(staff)$
-- Ask for no code any more, and forget the recovery codes; null: none was asked for.
delete from second_factor where staff_id = :staff and confirmed_at is not null returning staff_id;
