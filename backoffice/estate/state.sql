-- name: hold_state(house)$
-- The state of a house, held until the end of the transaction; null: there is no such house.
select state from house where id = :house for update;

-- name: set_state(house, state)!
-- The state that follows.
update house set state = :state, version = version + 1 where id = :house;
