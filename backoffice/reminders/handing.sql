-- name: unread(staff)
-- What somebody has not read, the oldest first; no rows: nothing.
select r.id, e.kind, e.subject
  from reminder r join event e on e.id = r.event_id
 where r.staff_id = :staff and r.channel = 'page' and r.read_at is null and r.acted_at is null
 order by r.id;

-- name: give_unread(staff, to)!
-- Remind another one of it, unless they were already; whose it was keeps the row, as read.
with given as (
    insert into reminder (event_id, staff_id, channel, level)
    select event_id, :to, channel, level from reminder
     where staff_id = :staff and channel = 'page' and read_at is null and acted_at is null
    on conflict do nothing
    returning event_id)
update reminder set read_at = business_now()
 where staff_id = :staff and channel = 'page' and read_at is null and acted_at is null
   and (select count(*) from given) >= 0;

-- name: rules_of(of, holder)
-- The rules that name a member of staff, post or department; no rows: none.
select id, event from reminder_rule
 where case :of when 'staff' then staff_id when 'post' then post_id else department_id end = :holder
 order by id;

-- name: give_rules(of, holder, to)!
-- Let them name another one too; a rule that says so already stays.
insert into reminder_rule (event, staff_id, post_id, department_id, channel, escalate_minutes)
select event, case :of when 'staff' then :to::int end, case :of when 'post' then :to::int end,
       case :of when 'department' then :to::int end, channel, escalate_minutes
  from reminder_rule
 where case :of when 'staff' then staff_id when 'post' then post_id else department_id end = :holder
on conflict do nothing;

-- name: drop_rules(of, holder)!
-- These rules go.
delete from reminder_rule
 where case :of when 'staff' then staff_id when 'post' then post_id else department_id end = :holder;
