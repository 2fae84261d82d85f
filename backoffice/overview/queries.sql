-- name: glances(houses_all, houses_in, bills_all, bills_in, requests_all, requests_in, calls_all, calls_in)
-- Every community within any of the reaches, with the numbers of each reach (else null), by city and name.
-- No rows: no community is theirs.
with here as (
    select c.id, c.name, c.name_en, c.city,
           date_trunc('day', business_now(), c.time_zone) as today,
           business_now() - interval '1 day' as yesterday_until,
           date_trunc('day', business_now(), c.time_zone) - interval '1 day' as yesterday,
           :houses_all or c.id = any(:houses_in::int[]) as sees_houses,
           :bills_all or c.id = any(:bills_in::int[]) as sees_bills,
           :requests_all or c.id = any(:requests_in::int[]) as sees_requests,
           :calls_all or c.id = any(:calls_in::int[]) as sees_calls
      from community c where c.closed_at is null
), home as (
    select b.community_id, count(*) as houses,
           count(*) filter (where exists (select from occupancy o where o.house_id = h.id and o.until is null))
               as occupied
      from house h join building b on b.id = h.building_id
     where h.closed_at is null
     group by b.community_id
), money as (
    select b.community_id, count(distinct x.house_id) as owing, sum(x.amount - x.paid) as unpaid
      from bill x join house h on h.id = x.house_id join building b on b.id = h.building_id
     where x.voided_at is null and x.paid < x.amount
     group by b.community_id
), ask as (
    select b.community_id,
           count(*) filter (where r.state in ('new', 'assigned', 'working')) as open,
           count(*) filter (where r.state in ('new', 'assigned', 'working') and r.due_at < business_now()) as late,
           count(*) filter (where r.registered_at >= n.today) as new_today,
           count(*) filter (where r.registered_at >= n.yesterday and r.registered_at < n.yesterday_until)
               as new_yesterday
      from request r join house h on h.id = r.house_id join building b on b.id = h.building_id
      join here n on n.id = b.community_id
     where r.state in ('new', 'assigned', 'working') or r.registered_at >= business_now() - interval '3 days'
     group by b.community_id
), rang as (
    select b.community_id, count(*) filter (where k.started_at >= n.today) as calls_today,
           count(*) filter (where k.started_at >= n.yesterday and k.started_at < n.yesterday_until)
               as calls_yesterday
      from call k join house h on h.id = k.house_id join building b on b.id = h.building_id
      join here n on n.id = b.community_id
     where k.started_at >= business_now() - interval '3 days'
     group by b.community_id
)
select n.id, n.name, n.name_en, n.city,
       case when n.sees_houses then coalesce(home.houses, 0) end as houses,
       case when n.sees_houses then coalesce(home.occupied, 0) end as occupied,
       case when n.sees_bills then coalesce(money.owing, 0) end as owing,
       case when n.sees_bills then coalesce(money.unpaid, 0.00) end as unpaid,
       case when n.sees_requests then coalesce(ask.open, 0) end as open,
       case when n.sees_requests then coalesce(ask.late, 0) end as late,
       case when n.sees_requests then coalesce(ask.new_today, 0) end as new_today,
       case when n.sees_requests then coalesce(ask.new_yesterday, 0) end as new_yesterday,
       case when n.sees_calls then coalesce(rang.calls_today, 0) end as calls_today,
       case when n.sees_calls then coalesce(rang.calls_yesterday, 0) end as calls_yesterday
  from here n
  left join home on home.community_id = n.id
  left join money on money.community_id = n.id
  left join ask on ask.community_id = n.id
  left join rang on rang.community_id = n.id
 where n.sees_houses or n.sees_bills or n.sees_requests or n.sees_calls
 order by n.city, n.name;

-- name: waiting(everything, communities, nobodys)^
-- How many requests within reach are late, new and urgent, and how many messages nobody has taken up.
select count(*) filter (where r.due_at < business_now()) as late,
       count(*) filter (where r.urgent and r.state = 'new') as urgent,
       count(*) filter (where r.kind = 'message' and r.state = 'new') as messages
  from request r
  left join house h on h.id = r.house_id
  left join building b on b.id = h.building_id
 where r.state in ('new', 'assigned', 'working')
   and (:everything or b.community_id = any(:communities::int[]) or (:nobodys and r.house_id is null));

-- name: numbers(staff, actor)^
-- What somebody did since local midnight: calls answered, requests registered.
select (select count(*) from agent_call
         where staff_id = :staff and answered_at >= date_trunc('day', now(), 'Asia/Shanghai')) as answered,
       (select count(*) from request
         where registered_by = :actor and registered_at >= date_trunc('day', business_now(), 'Asia/Shanghai'))
           as registered;
