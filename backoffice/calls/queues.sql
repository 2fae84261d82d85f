-- name: agents()
-- Staff with a telephone, by extension; no rows: nobody.
select id as staff_id, name, extension, sip_secret from staff
 where active and extension is not null and sip_secret is not null order by extension;

-- name: queues()
-- All queues, by code; no rows: none.
select id, code, name, strategy, ring_seconds, wrapup_seconds, longest_wait from queue order by code;

-- name: members()
-- Who answers which queue, for staff with a telephone; no rows: nobody.
select q.code as queue, s.extension, m.penalty
  from queue_member m join queue q on q.id = m.queue_id join staff s on s.id = m.staff_id
 where s.active and s.extension is not null and s.sip_secret is not null
 order by q.code, m.penalty, s.extension;

-- name: add_member(queue, staff, penalty)$
-- Let somebody answer a queue, at this penalty; returns the id of the queue, null: no such queue or staff.
insert into queue_member (queue_id, staff_id, penalty)
select q.id, s.id, :penalty from queue q, staff s where q.code = :queue and s.id = :staff and s.active
on conflict (queue_id, staff_id) do update set penalty = excluded.penalty
returning queue_id;

-- name: remove_member(queue, staff)$
-- Let somebody answer a queue no longer; returns the id of the queue, null: did not answer it.
delete from queue_member m using queue q
 where q.id = m.queue_id and q.code = :queue and m.staff_id = :staff
returning m.queue_id;

-- name: give_telephone(staff, extension, secret)$
-- Give somebody a telephone of this number, or none (null); returns the id, null: no such staff.
update staff set extension = :extension, sip_secret = :secret where id = :staff and active returning id;

-- name: answered_by(staff)
-- The queues somebody answers, by code; no rows: none.
select q.id, q.name, '' as name_en, q.code as detail
  from queue_member m join queue q on q.id = m.queue_id where m.staff_id = :staff order by q.code;

-- name: share_queues(staff, to)!
-- Let another one answer somebody's queues too; who does already stays as they are.
insert into queue_member (queue_id, staff_id, penalty)
select queue_id, :to, penalty from queue_member where staff_id = :staff
on conflict do nothing;

-- name: leave_queues(staff)!
-- Let somebody answer no queue any more.
delete from queue_member where staff_id = :staff;
