-- name: is_new(kind)$
-- Take note of a kind of event; returns it the first time, null: it was known.
insert into reminder_event (kind) values (:kind) on conflict do nothing returning kind;

-- name: rules()
-- All rules; no rows: nobody is reminded of anything.
select id, event,
       coalesce('kind:' || post_kind, 'post:' || post_id, 'department:' || department_id, 'staff:' || staff_id,
                'related:' || related) as whom,
       channel, escalate_minutes as escalate, version
  from reminder_rule order by id;

-- name: choices()
-- Posts, departments and people a rule can name, those still open; no rows: an empty company.
select whom, name, name_en
  from (select 1 as sort, position, 'post:' || id as whom, name, name_en from post where closed_at is null
        union all
        select 2, position, 'department:' || id, name, name_en from department where closed_at is null
        union all
        select 3, 0, 'staff:' || id, name, name_en from staff where active) as all_of_them
 order by sort, position, name;

-- name: insert(event, post_kind, post, department, staff, related, channel, escalate)$
-- A new rule; returns its id, null: there is the same.
insert into reminder_rule (event, post_kind, post_id, department_id, staff_id, related, channel, escalate_minutes)
values (:event, :post_kind, :post, :department, :staff, :related, :channel, :escalate)
on conflict do nothing
returning id;

-- name: change(rule, version, escalate)$
-- Another time for a rule; returns its id, null: it changed meanwhile.
update reminder_rule set escalate_minutes = :escalate, version = version + 1
 where id = :rule and version = :version
returning id;

-- name: remove(rule, version)$
-- Remove a rule; returns its id, null: it changed meanwhile.
delete from reminder_rule where id = :rule and version = :version returning id;

-- name: deliveries(kind, most)
-- The latest matched events (`kind` '' for all) with whom they reached, also those that reached nobody; no rows:
-- nothing happened yet.
select e.kind, e.facts, coalesce(c.name, '') as community, coalesce(c.name_en, '') as community_en, e.told_at,
       coalesce(s.name, '') as staff, coalesce(s.name_en, '') as staff_en, coalesce(r.channel, 'page') as channel,
       coalesce(r.level, 0) as level, r.made_at, r.shown_at, r.read_at, r.acted_at
  from event e
  left join community c on c.id = e.community_id
  left join reminder r on r.event_id = e.id
  left join staff s on s.id = r.staff_id
 where e.matched_at is not null and (:kind = '' or e.kind = :kind)
 order by e.id desc, r.id
 limit :most;
