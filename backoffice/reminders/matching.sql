-- name: take(after)^
-- The oldest event behind `after` that no rule saw yet, ours until the end of the transaction; no row: none.
select id, community_id as community, function, actor, concerned_id as concerned
  from event where matched_at is null and id > :after order by id limit 1 for update skip locked;

-- name: matched(event)!
-- The rules saw it.
update event set matched_at = business_now() where id = :event;

-- name: rules_of(event)
-- The rules for an event's kind; no rows: it reaches nobody.
select r.id, r.staff_id as staff, r.related, r.channel, r.escalate_minutes as escalate
  from reminder_rule r join event e on e.kind = r.event where e.id = :event order by r.id;

-- name: posts_of_rule(rule, event)
-- The open posts a rule names for an event, held by anybody or not; no rows: it names none.
with recursive below as (
    select department_id as id from reminder_rule where id = :rule
    union
    select d.id from department d join below on d.parent_id = below.id)
select p.id as post
  from reminder_rule r join event e on e.id = :event join post p on p.closed_at is null
 where r.id = :rule
   and (p.kind = r.post_kind or p.id = r.post_id or p.department_id in (select id from below)
        or (r.related = 'able' and exists (select from post_function
                                            where post_id = p.id and function = e.function))
        or (r.related = 'superior'
            and p.id in (select own.superior_id from staff_post sp join post own on own.id = sp.post_id
                          where 'staff:' || sp.staff_id = e.actor and sp.until is null)));

-- name: posts_of_staff(staff)
-- The posts somebody holds; no rows: none.
select distinct post_id as post from staff_post where staff_id = :staff and until is null;

-- name: superiors(posts)
-- The open posts above these; no rows: nobody is above.
select distinct up.id as post
  from post p join post up on up.id = p.superior_id and up.closed_at is null
 where p.id = any(:posts::int[]);

-- name: holders(posts, community)
-- Who holds one of these posts there (`community` null: anywhere); no rows: they are vacant.
select distinct s.id as staff
  from staff_post sp join staff s on s.id = sp.staff_id and s.active
 where sp.post_id = any(:posts::int[]) and sp.until is null
   and (:community::int is null or sp.community_id is null or sp.community_id = :community)
 order by s.id;

-- name: remind(event, staff, channel, level)!
-- A reminder of an event for each of these people, unless they have it already.
insert into reminder (event_id, staff_id, channel, level)
select :event, unnest(:staff::int[]), :channel, :level
on conflict (event_id, staff_id, channel) do nothing;

-- name: watch(event, rule, level, posts, staff, minutes)!
-- Look again in some minutes whether any of these people has read it.
insert into reminder_escalation (event_id, rule_id, level, posts, staff, due_at)
values (:event, :rule, :level, :posts, :staff, business_now() + make_interval(mins => :minutes))
on conflict (event_id, rule_id) do update
   set level = excluded.level, posts = excluded.posts, staff = excluded.staff, due_at = excluded.due_at;

-- name: unread_too_long()^
-- One rule whose time has come for an event, ours until the end of the transaction; no row: none has.
select x.event_id as event, x.rule_id as rule, x.level, x.posts, x.staff, r.channel, r.escalate_minutes as escalate,
       e.community_id as community, e.function, e.actor,
       exists (select from reminder where event_id = x.event_id and staff_id = any(x.staff)
                and (read_at is not null or acted_at is not null)) as read
  from reminder_escalation x
  join reminder_rule r on r.id = x.rule_id
  join event e on e.id = x.event_id
 where x.due_at <= business_now()
 order by x.due_at limit 1 for update of x skip locked;

-- name: unwatch(event, rule)!
-- Nobody needs to look any more.
delete from reminder_escalation where event_id = :event and rule_id = :rule;

-- name: ring(again, channel)
-- Ring the bells of those with a new unread reminder, or one that rang as long ago as they wish; in their quiet
-- hours only for what is urgent. `again`: minutes for those without a wish. Returns whose, no rows: nobody's.
with hours as (
    select (business_now() at time zone coalesce((select value #>> '{}' from setting where key = 'time_zone'),
                                                 'Asia/Shanghai'))::time as clock),
     due as (
    select r.id
      from reminder r
      join event e on e.id = r.event_id
      left join reminder_habit h on h.staff_id = r.staff_id
     cross join hours
     where r.channel = 'page' and r.read_at is null and r.acted_at is null
       and (r.rung_at is null
            or (coalesce(h.repeat_minutes, :again) > 0
                and r.rung_at + make_interval(mins => coalesce(h.repeat_minutes, :again)) <= business_now()))
       and (e.urgent or h.quiet_from is null
            or not case when h.quiet_from <= h.quiet_until
                        then hours.clock >= h.quiet_from and hours.clock < h.quiet_until
                        else hours.clock >= h.quiet_from or hours.clock < h.quiet_until end)
       for update of r skip locked),
     rung as (update reminder set rung_at = business_now() where id in (select id from due) returning staff_id)
select staff_id as staff, pg_notify(:channel, staff_id::text) from (select distinct staff_id from rung) as rung;

-- name: forget(days)!
-- Events that were read by all they reached on a page, or that nobody read in four times as long; what waits for
-- a channel stays.
delete from event e
 where e.told_at < business_now() - make_interval(days => :days) and e.matched_at is not null
   and not exists (select from reminder r where r.event_id = e.id
                    and (r.channel <> 'page'
                         or (r.read_at is null and r.acted_at is null
                             and e.told_at > business_now() - make_interval(days => 4 * :days))));
