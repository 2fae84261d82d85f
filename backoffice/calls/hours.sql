-- name: open_now()$
-- Is the office open now, at its own local time? A make-up working day without hours has a Monday's.
with here as (
    select business_now() at time zone coalesce((select value #>> '{}' from setting where key = 'time_zone'),
                                                'Asia/Shanghai') as local
), today as (
    select local, extract(isodow from local) as weekday, local::date as day from here
)
select coalesce(d.open, true) and exists (
           select from opening_hours o
            where o.opens <= t.local::time and t.local::time < o.closes
              and o.weekday = case
                      when d.open and not exists (select from opening_hours where weekday = t.weekday) then 1
                      else t.weekday end)
  from today t
  left join holiday d on d.day = t.day
   and not coalesce((select value = 'true' from setting where key = 'open_on_holidays'), false);
