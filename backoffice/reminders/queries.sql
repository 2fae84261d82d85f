-- name: tell(kind, key, subject, community, function, concerned, actor, urgent, link, facts, channel)!
-- Put an event into the outbox and wake a worker; the same kind and key once only.
with told as (insert into event (kind, key, subject, community_id, function, concerned_id, actor, urgent, link, facts)
              values (:kind, :key, :subject, :community, :function, :concerned, :actor, :urgent, :link, :facts)
              on conflict (kind, key) do nothing returning 1)
select pg_notify(:channel, '') from told;

-- name: settle(subject)
-- All about a subject is dealt with; returns whose bells counted it, no rows: nobody's.
with about as (select id from event where subject = :subject),
     over as (delete from reminder_escalation where event_id in (select id from about))
update reminder set acted_at = business_now()
 where event_id in (select id from about) and acted_at is null and channel = 'page'
returning staff_id as staff;

-- name: bell(staff, everywhere, within)^
-- How many are unread, and how many of these urgent, of those the rights given let one see; marks them shown.
with counted as (
    select r.id, r.shown_at, e.urgent
      from reminder r join event e on e.id = r.event_id
     where r.staff_id = :staff and r.channel = 'page' and r.read_at is null and r.acted_at is null
       and may_see(e, :everywhere::text[], :within::text[])),
     shown as (update reminder set shown_at = business_now()
                where id in (select id from counted where shown_at is null))
select count(*) as unread, count(*) filter (where urgent) as urgent from counted;

-- name: mine(staff, unread_only, kind, most, everywhere, within)
-- Reminders of one person that the rights given let one see, unread and urgent first; no rows: none.
select r.id, e.kind, e.facts, e.urgent, e.link, coalesce(c.name, '') as community,
       coalesce(c.name_en, '') as community_en, r.level, e.told_at, r.read_at, r.acted_at
  from reminder r
  join event e on e.id = r.event_id
  left join community c on c.id = e.community_id
 where r.staff_id = :staff and r.channel = 'page'
   and (not :unread_only or (r.read_at is null and r.acted_at is null))
   and (:kind = '' or e.kind = :kind)
   and may_see(e, :everywhere::text[], :within::text[])
 order by (r.read_at is null and r.acted_at is null) desc,
          (r.read_at is null and r.acted_at is null and e.urgent) desc, r.id desc
 limit :most;

-- name: read(staff, reminder, acted, everywhere, within)$
-- Mark one's own as read; returns its link, null: none, not theirs, or no longer theirs to see.
update reminder r
   set read_at = coalesce(r.read_at, business_now()),
       acted_at = case when :acted then coalesce(r.acted_at, business_now()) else r.acted_at end
  from event e
 where r.id = :reminder and r.staff_id = :staff and r.channel = 'page' and e.id = r.event_id
   and may_see(e, :everywhere::text[], :within::text[])
returning e.link;

-- name: read_all(staff, everywhere, within)!
-- Mark all of one's own that the rights given let one see as read.
update reminder r set read_at = business_now()
  from event e
 where r.staff_id = :staff and r.channel = 'page' and r.read_at is null and e.id = r.event_id
   and may_see(e, :everywhere::text[], :within::text[]);

-- name: notify(channel, staff)!
-- Tell the open pages of one person that the bell changed.
select pg_notify(:channel, :staff);

-- name: habit(staff)^
-- How somebody wants to be reminded; no row: as everybody.
select repeat_minutes as repeat, quiet_from, quiet_until from reminder_habit where staff_id = :staff;

-- name: keep_habit(staff, repeat, quiet_from, quiet_until)!
-- How somebody wants to be reminded from now on.
insert into reminder_habit (staff_id, repeat_minutes, quiet_from, quiet_until)
values (:staff, :repeat, :quiet_from, :quiet_until)
on conflict (staff_id) do update set repeat_minutes = excluded.repeat_minutes, quiet_from = excluded.quiet_from,
                                     quiet_until = excluded.quiet_until;
