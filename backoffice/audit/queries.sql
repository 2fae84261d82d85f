-- name: insert_entry(actor, actor_name, address, operation, object, facts)!
-- Append one entry.
insert into audit (actor, actor_name, address, operation, object, facts)
values (:actor, :actor_name, :address, :operation, :object, :facts);

-- name: plan_each_time()$
-- Plan by the values given, in this transaction.
select set_config('plan_cache_mode', 'force_custom_plan', true);

-- name: actors(user)$
-- The actors a user's login, name or part of it stands for, and `user` itself as it may be written in the trail.
select array_agg('staff:' || id) || array[:user]
  from staff where login = :user or strpos(name, :user) > 0 or strpos(lower(name_en), lower(:user)) > 0;

-- name: time_of(id)$
-- When an entry was written; null: there is none.
select at from audit where id = :id;

-- name: few(text, most)$
-- The ids of the entries whose facts hold `text`; null: more than `most` do.
select case when count(*) <= :most then coalesce(array_agg(id), '{}') end
  from (select id from audit
         where letter_pairs(lower(facts::text)) @> letter_pairs(:text) and strpos(lower(facts::text), :text) > 0
         limit :most + 1) as found;

-- name: search(actors, address, module, operation, object, text, few, since, until, before, before_at, most)
-- Entries that match all of what is given ('' and null: anything), newest first, behind the one of id `before`
-- written at `before_at`; no rows: none.
select id, at, actor, actor_name, address, operation, object, facts from audit
 where (:actors::text[] is null or actor = any(:actors))
   and (:address = '' or address = :address)
   and (:module = '' or split_part(operation, '.', 1) = :module)
   and (:operation = '' or operation = :operation)
   and (:object = '' or object = :object)
   and (:few::bigint[] is null or id = any(:few))
   and (:text = '' or :few::bigint[] is not null or strpos(lower(facts::text), :text) > 0)
   and (:since::timestamptz is null or at >= :since)
   and (:until::timestamptz is null or at < :until)
   and (:before::bigint is null or (at, id) < (:before_at::timestamptz, :before::bigint))
 order by at desc, id desc
 limit :most;
