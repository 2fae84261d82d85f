-- name: steps()^
-- How far the installation is: how many of each there are, what is set (else null), which steps were skipped.
select (select count(*) from community where closed_at is null) as community,
       (select count(*) from house where closed_at is null) as homes,
       (select count(*) from fee_item) as fees,
       (select value from setting where key = 'company_name') as company,
       (select value ->> 0 from setting where key = 'hotline_number') as hotline,
       coalesce((select value from setting where key = 'start_skipped'), '[]') as skipped;

-- name: keep(key, value)!
-- Set one setting.
insert into setting (key, value) values (:key, :value) on conflict (key) do update set value = excluded.value;
