-- name: ask(kind, subject, name, communities, facts, reason, staff)$
-- A new approval; returns its id, null: the same is waiting already.
insert into approval (kind, subject, name, communities, facts, reason, asked_by)
values (:kind, :subject, :name, :communities::int[], :facts, :reason, :staff)
on conflict (kind, subject) where state = 'waiting' do nothing
returning id;

-- name: lock(approval)!
-- Who decides at the same moment waits, and then sees what was decided.
select 1 from approval where id = :approval for update;

-- name: by_id(approval, staff, everywhere, kinds, communities)^
-- An approval that `staff` asked for or may decide: its kind everywhere, or all its communities among the pairs
-- of kind and community. No row: none, or not theirs.
select a.id, a.kind, a.subject, a.name, a.communities, a.facts, a.reason, a.asked_by as asked_by_id,
       s.name as asked_by, a.asked_at, a.state, coalesce(d.name, '') as decided_by, a.decided_at, a.answer,
       a.outcome
  from approval a join staff s on s.id = a.asked_by left join staff d on d.id = a.decided_by
 where a.id = :approval
   and (a.asked_by = :staff or a.kind = any(:everywhere::text[])
        or (a.communities <> '{}'
            and a.communities <@ array(select community from unnest(:kinds::text[], :communities::int[])
                                                          as held (kind, community)
                                        where held.kind = a.kind)));

-- name: listed(staff, which, most, everywhere, kinds, communities)
-- Approvals as `by_id` sees them: 'waiting' for a decision of `staff`, 'mine' (asked for), or 'decided'; latest
-- first. No rows: none.
select a.id, a.kind, a.subject, a.name, a.communities, a.facts, a.reason, a.asked_by as asked_by_id,
       s.name as asked_by, a.asked_at, a.state, coalesce(d.name, '') as decided_by, a.decided_at, a.answer,
       a.outcome
  from approval a join staff s on s.id = a.asked_by left join staff d on d.id = a.decided_by
 where case :which when 'mine' then a.asked_by = :staff
                   when 'waiting' then a.asked_by <> :staff and a.state = 'waiting'
                   else a.state <> 'waiting' end
   and (a.asked_by = :staff or a.kind = any(:everywhere::text[])
        or (a.communities <> '{}'
            and a.communities <@ array(select community from unnest(:kinds::text[], :communities::int[])
                                                          as held (kind, community)
                                        where held.kind = a.kind)))
 order by a.id desc
 limit :most;

-- name: decide(approval, state, staff, answer, outcome)!
-- What became of it.
update approval set state = :state, decided_by = :staff, decided_at = now(), answer = :answer, outcome = :outcome
 where id = :approval;
