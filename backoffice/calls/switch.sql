-- name: ask(verb, facts, by)$
-- Ask the switch for something; returns the command's id.
insert into switch_command (verb, facts, asked_by) values (:verb, :facts, :by) returning id;

-- name: tell(channel, command)!
-- Wake who waits.
select pg_notify(:channel, :command);

-- name: expire()!
-- Answer what was not taken in time: it is never carried out.
update switch_command set claimed_at = now(), done_at = now(), outcome = '{"expired": true}'
 where id in (select id from switch_command
               where claimed_at is null and expires_at <= now() for update skip locked);

-- name: claim()^
-- Take the oldest command that still holds, once; no row: nothing to do.
update switch_command set claimed_at = now()
 where id = (select id from switch_command where claimed_at is null and expires_at > now()
              order by id limit 1 for update skip locked)
returning id, verb, facts, asked_by, asked_at;

-- name: answer(command, outcome)!
-- What became of a claimed command; the first answer stays.
update switch_command set done_at = now(), outcome = :outcome where id = :command and done_at is null;

-- name: outcome(command)$
-- What became of a command; null: nothing yet.
select outcome from switch_command where id = :command;
