-- name: insert(id, kind, staff, file_name, bytes, sha256)!
-- A sheet that was uploaded.
insert into import (id, kind, staff_id, file_name, bytes, sha256)
values (:id, :kind, :staff, :file_name, :bytes, :sha256);

-- name: put_job(id, job)!
-- The job that reads or writes it now.
update import set job_id = :job where id = :id;

-- name: by_id(id, staff)^
-- One's own import; no row: none, or somebody else's.
select id, kind, file_name, bytes, sha256, state, job_id, headings, columns, added, changed, same, wrong,
       uploaded_at, done_at
  from import where id = :id and staff_id = :staff;

-- name: lock(id, staff)^
-- One's own import, kept from others while it is read, written or dropped; no row: none, or not theirs.
select id, kind, file_name, bytes, sha256, state, job_id, headings, columns, added, changed, same, wrong,
       uploaded_at, done_at
  from import where id = :id and staff_id = :staff for update;

-- name: mine(staff, most)
-- One's own imports, newest first; no rows: none.
select id, kind, file_name, bytes, sha256, state, job_id, headings, columns, added, changed, same, wrong,
       uploaded_at, done_at
  from import where staff_id = :staff and state <> 'dropped' order by uploaded_at desc limit :most;

-- name: rows(id, verdict, after, most)
-- Rows of a verdict ('' for all) behind line `after`, in the order of the sheet; no rows: none.
select line, written, faults, verdict, coalesce(before, '{}') as before, coalesce(after, '{}') as after
  from import_row
 where import_id = :id and (:verdict = '' or verdict = :verdict) and line > :after
 order by line limit :most;

-- name: areas()
-- The area code of each community, by its name as names are compared.
select spelled(name) as name, area_code from community;

-- name: serialise()!
-- Of two imports written at once the second waits.
select pg_advisory_xact_lock(7306004218);

-- name: clear(id)!
-- Forget its rows.
delete from import_row where import_id = :id;

-- name: put_headings(id, headings, columns)!
-- What its columns are called, and what they were taken for.
update import set headings = :headings, columns = :columns where id = :id;

-- name: study()!
-- Let the planner know what was just filled; it may be 50,000 rows where there were none.
select study_homes();

-- name: open_faults()!
-- Where the judging of a kind puts what is wrong.
create temporary table fault (line integer not null, col text not null, key text not null, facts jsonb not null)
    on commit drop;

-- name: settle(id)!
-- Each row's verdict, and what it would change, from `sheet` and `fault`.
with found as (
    select line, jsonb_agg(jsonb_build_object('column', col, 'key', key, 'facts', facts)) as faults
      from fault group by line),
judged as (
    select r.line, r.faults || coalesce(f.faults, '[]') as faults, s.before, s.after,
           case when r.faults <> '[]' or f.faults is not null then 'wrong'
                when s.before is null then 'new'
                when s.before = s.after then 'same'
                else 'changed' end as verdict
      from import_row r join sheet s using (line) left join found f using (line)
     where r.import_id = :id)
update import_row r
   set faults = j.faults, verdict = j.verdict,
       before = case when j.verdict = 'changed' then d.before end,
       after = case when j.verdict = 'changed' then d.after end
  from judged j
  left join lateral (select jsonb_object_agg(key, value) as after, jsonb_object_agg(key, j.before -> key) as before
                       from jsonb_each(j.after)
                      where j.verdict = 'changed' and value is distinct from j.before -> key) as d on true
 where r.import_id = :id and r.line = j.line;

-- name: count_up(id)^
-- How many rows of each verdict there are; the import is checked.
update import i
   set state = 'checked', added = n.added, changed = n.changed, same = n.same, wrong = n.wrong
  from (select count(*) filter (where verdict = 'new') as added, count(*) filter (where verdict = 'changed') as changed,
               count(*) filter (where verdict = 'same') as same, count(*) filter (where verdict = 'wrong') as wrong
          from import_row where import_id = :id) as n
 where i.id = :id
returning i.added, i.changed, i.same, i.wrong;

-- name: keep_changes(id, thing)!
-- What it did to which thing, for good.
insert into import_change (import_id, object, before, after)
select :id, :thing || ':' || s.id, r.before, r.after
  from sheet s join import_row r on r.import_id = :id and r.line = s.line
 where r.verdict in ('new', 'changed')
 order by s.line;

-- name: close(id, state)!
-- It is written, or given up; its rows are no longer needed.
with gone as (delete from import_row where import_id = :id)
update import set state = :state, done_at = now() where id = :id;

-- name: changes(id, most)
-- What an import changed, for its page; no rows: nothing.
select object, coalesce(before, '{}') as before, coalesce(after, '{}') as after
  from import_change where import_id = :id and before is not null limit :most;
