-- The search box (S1): what is typed is the beginning of a key, or (numbers, rooms, 户号) three characters of it.
-- Trigrams know no Chinese under a C locale, and names are shorter than three: their parts have B-trees.
create extension if not exists pg_trgm;

-- Where a person owns, rents or lives, or once did: whoever may see houses there finds the person. Kept beside
-- the name, so that forty thousand people whose name begins with li are filtered while they are read. Pages of
-- person keep room for the row to change where it is, which spares an import seven indexes.
alter table person
    add column communities integer[] not null default '{}',
    set (fillfactor = 50);
drop index occupancy_by_person;
create index occupancy_by_person on occupancy (person_id, house_id);

create function settle_communities(people integer[]) returns void language plpgsql as $$
begin
    -- Locked first: two who move the same person at once would each miss the other's row.
    perform from person where id = any(people) order by id for no key update;
    update person
       set communities = now.communities
      from (select one.id, array(select distinct b.community_id
                                   from occupancy o join house h on h.id = o.house_id
                                   join building b on b.id = h.building_id
                                  where o.person_id = one.id order by 1) as communities
              from unnest(people) one(id)) now
     where person.id = now.id and person.communities <> now.communities;
end $$;
create function occupancy_settles_communities() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform settle_communities(array(select distinct person_id from after));
    elsif tg_op = 'DELETE' then
        perform settle_communities(array(select distinct person_id from before));
    else
        perform settle_communities(array(select person_id from before union select person_id from after));
    end if;
    return null;
end $$;
create trigger communities_after_insert after insert on occupancy referencing new table as after
   for each statement execute function occupancy_settles_communities();
create trigger communities_after_update after update on occupancy
   referencing old table as before new table as after
   for each statement execute function occupancy_settles_communities();
create trigger communities_after_delete after delete on occupancy referencing old table as before
   for each statement execute function occupancy_settles_communities();

create function house_settles_communities() returns trigger language plpgsql as $$
begin
    perform settle_communities(array(select distinct person_id from occupancy where house_id = new.id));
    return null;
end $$;
create trigger communities_after_move after update of building_id on house
   for each row when (old.building_id <> new.building_id) execute function house_settles_communities();
create function building_settles_communities() returns trigger language plpgsql as $$
begin
    perform settle_communities(array(select distinct o.person_id from occupancy o join house h on h.id = o.house_id
                                      where h.building_id = new.id));
    return null;
end $$;
create trigger communities_after_move after update of community_id on building
   for each row when (old.community_id <> new.community_id) execute function building_settles_communities();

select settle_communities(array(select distinct person_id from occupancy));

create index search_person_name on person (lower(name) text_pattern_ops)
 where closed_at is null and merged_into is null;
create index search_person_name_from_2 on person (lower(substr(name, 2)) text_pattern_ops)
 where closed_at is null and merged_into is null;
create index search_person_name_from_3 on person (lower(substr(name, 3)) text_pattern_ops)
 where closed_at is null and merged_into is null and length(name) > 2;
create index search_person_surname on person (lower(surname) text_pattern_ops)
 where closed_at is null and merged_into is null and name like '% %';
create index search_person_pinyin on person (pinyin text_pattern_ops)
 where closed_at is null and merged_into is null;
drop index person_by_initials;
create index search_person_initials on person (initials text_pattern_ops)
 where closed_at is null and merged_into is null;

create index search_phone_beginning on phone (number text_pattern_ops);
create index search_phone_part on phone using gin (number gin_trgm_ops);
create index search_house_label on house (label text_pattern_ops);
create index search_house_end on house (reverse(label) text_pattern_ops);
create index search_house_code on house (code text_pattern_ops);
create index search_house_part_of_label on house using gin (label gin_trgm_ops);
create index search_house_part_of_code on house using gin (code gin_trgm_ops);
create index search_request_beginning on request ((number::text) text_pattern_ops);
