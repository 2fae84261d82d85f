-- name: insert_entry(actor, actor_name, address, operation, object, facts)!
-- Append one entry.
insert into audit (actor, actor_name, address, operation, object, facts)
values (:actor, :actor_name, :address, :operation, :object, :facts);

-- name: search(actor, operation, object, text, since, until, most)
-- Entries that match all of what is given ('' and null: anything), newest first; no rows: none.
select id, at, actor, actor_name, address, operation, object, facts from audit
 where (:actor = '' or actor = :actor)
   and (:operation = '' or operation = :operation)
   and (:object = '' or object = :object)
   and (:text = '' or concat_ws(' ', actor, actor_name, address, operation, object, facts::text)
                      ilike '%' || replace(replace(replace(:text, '\', '\\'), '%', '\%'), '_', '\_') || '%')
   and (:since::timestamptz is null or at >= :since)
   and (:until::timestamptz is null or at < :until)
 order by id desc
 limit :most;
