-- What a leader sees side by side must not read every bill there ever was.
create index bill_open on bill (house_id) include (amount, paid) where voided_at is null and paid < amount;
create index request_open on request (house_id) where state in ('new', 'assigned', 'working');
create index request_by_registered on request (registered_at);
create index call_by_start on call (started_at);
