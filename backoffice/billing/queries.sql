-- name: account(house)
-- Every bill with something open, by fee item and month; beside each: what was paid ahead, and the local date of
-- the house's community, by business time. Nothing owed: one row without a name. No rows: no such house.
select coalesce(a.prepaid, 0.00) as prepaid, (business_now() at time zone c.time_zone)::date as today,
       f.name, f.name_en, b.month, b.amount - b.paid as amount, b.due_on
  from house h
  join building g on g.id = h.building_id
  join community c on c.id = g.community_id
  left join house_account a on a.house_id = h.id
  left join bill b on b.house_id = h.id and b.voided_at is null and b.paid < b.amount
  left join fee_item f on f.id = b.fee_item_id
 where h.id = :house
 order by f.id, b.month;
