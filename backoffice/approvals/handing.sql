-- name: open_of(staff)
-- Approvals somebody asked for that nobody decided, oldest first; no rows: none.
select id, name, reason as detail from approval where asked_by = :staff and state = 'waiting' order by id;

-- name: hand_over(staff, to)!
-- Another one asks for them from now on.
update approval set asked_by = :to where asked_by = :staff and state = 'waiting';

-- name: withdraw_all(staff)!
-- Nobody asks for them any more.
update approval set state = 'withdrawn', decided_by = asked_by, decided_at = now()
 where asked_by = :staff and state = 'waiting';
