-- name: anything()$
-- Is anything here already?
select exists (select from community) or exists (select from staff) or exists (select from setting);

-- name: now()^
-- Business time, and the date it is in China.
select business_now() as now, (business_now() at time zone 'Asia/Shanghai')::date as today;

-- name: set(key, value)!
-- One setting.
insert into setting (key, value) values (:key, :value);

-- name: always_open()!
-- Open all day, every day.
insert into opening_hours (weekday, opens, closes) select weekday, '00:00', '24:00' from generate_series(1, 7) weekday;

-- name: count_on(table, most)!
-- Let ids go on behind those that were given.
select setval(pg_get_serial_sequence(:table, 'id'), :most);
