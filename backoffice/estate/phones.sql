-- name: phones(person)
-- The numbers of a person, the first to dial first; no rows: none.
select number, label from phone where person_id = :person order by position, since, number;

-- name: next_version(person, version)$
-- The person's row is held and counted on; returns the id, null: changed or gone since it was read.
update person set version = version + 1 where id = :person and version = :version and closed_at is null returning id;

-- name: drop(person, numbers)!
-- Numbers no longer a person's: all but these.
delete from phone where person_id = :person and number <> all(:numbers::text[]);

-- name: keep(person, number, label, position)!
-- A number of a person, with its label and place; one known keeps the day it was first told.
insert into phone (person_id, number, label, position) values (:person, :number, :label, :position)
on conflict (number, person_id) do update set label = excluded.label, position = excluded.position;
