-- name: who_answers(house, number)^
-- Who in the house is to be called on which number: owners first; `number` '' for the first. No row: nobody
-- living there has one (or that one). `today` is the community's.
select p.id as person_id, phone.number, (business_now() at time zone c.time_zone)::date as today
  from occupancy o
  join person p on p.id = o.person_id
  join phone on phone.person_id = p.id
  join house h on h.id = o.house_id
  join building b on b.id = h.building_id
  join community c on c.id = b.community_id
 where o.house_id = :house and o.until is null and (:number = '' or phone.number = :number)
 order by p.do_not_call, array_position(array['owner', 'tenant', 'family'], o.role), o.id, phone.number
 limit 1;

-- name: language_of(person)$
-- The language a person is called in; null: nobody in particular.
select language from person where id = :person;

-- name: uniqueid_of(call)$
-- Asterisk's id of a call's channel; null: no such call.
select uniqueid from call where id = :call;
