-- Units are compared like buildings: 1, 1栋, １幢 and 1号楼 are one building, 2 and 2单元 one unit.
drop function building_spelled;
create function part_spelled(name text) returns text language sql immutable parallel safe as
$$ select regexp_replace(spelled(name), '(号楼|栋|幢|座|单元|#)$', '') $$;

-- What the planner needs to know after 50,000 rows came; only a table's owner may ask for it.
create function study_homes() returns void language plpgsql security definer set search_path = public, pg_temp as
$$ begin analyze import_row, building, house, person, phone, occupancy; end $$;
