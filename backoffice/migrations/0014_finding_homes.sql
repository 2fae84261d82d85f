-- What pages of homes and people ask for by people, of all times; and nobody begins twice where they are (S1).
create unique index occupancy_is_begun_once on occupancy (house_id, person_id, role) where until is null;
create index occupancy_of_person on occupancy (person_id);
create index request_by_person on request (person_id, registered_at desc);
create index call_by_person on call (person_id, started_at desc);
create index person_by_name on person (name text_pattern_ops);
create index vehicle_by_person on vehicle (person_id);
create index vehicle_by_house on vehicle (house_id);
create index building_by_phase on building (phase_id);
alter table vehicle
    add column since date not null default current_date,
    add column version integer not null default 1;
