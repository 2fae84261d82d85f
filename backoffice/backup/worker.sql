-- name: known()^
-- The real time, when the installation began, when a schedule last asked (null: never), and the moment the newest
-- verified backup holds (null: none).
select now(), (select min(applied_at) from migration) as installed_at,
       (select max(asked_at) from job where kind = 'backup' and staff_id is null) as asked_at,
       (select max(taken_at) from backup where verified_at is not null) as good_at;
