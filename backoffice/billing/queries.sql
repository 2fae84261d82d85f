-- name: open_bills(house)
-- Every bill with something open, by fee item and month; no rows: nothing is owed.
select f.name, f.name_en, b.month, b.amount - b.paid as amount, b.due_on
  from bill b join fee_item f on f.id = b.fee_item_id
 where b.house_id = :house and b.voided_at is null and b.paid < b.amount
 order by f.id, b.month;

-- name: prepaid(house)$
-- What was paid ahead; null: no account yet.
select prepaid from house_account where house_id = :house;

-- name: today_at(community)$
-- The local date of a community, by business time.
select (business_now() at time zone time_zone)::date from community where id = :community;
