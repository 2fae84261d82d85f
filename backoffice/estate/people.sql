-- name: person_within(person, everything, communities, nobodys)^
-- One person, gone or not, with the communities of all houses ever lived in or owned, when one of these is within
-- reach; `nobodys`: also one without any house. No row: absent, or not theirs to see.
select p.id, p.name, p.surname, p.title, p.language, p.email, p.birthday, p.hobbies, p.temperament, p.do_not_call,
       p.do_not_text, p.do_not_mail, p.note, p.merged_into, p.closed_at, p.version, t.communities,
       coalesce((select c.area_code from community c where c.id = t.communities[1]), '') as area_code
  from person p
 cross join lateral (
       select array(select b.community_id from occupancy o join house h on h.id = o.house_id
                                          join building b on b.id = h.building_id
                     where o.person_id = p.id
                     group by b.community_id order by bool_or(o.until is null) desc, b.community_id) as communities) t
 where p.id = :person
   and (t.communities && :communities::int[]
        or (t.communities <> '{}' and :everything) or (t.communities = '{}' and :nobodys));

-- name: insert_person(name, surname, title, language, email, birthday, hobbies, temperament, do_not_call, do_not_text, do_not_mail, note, pinyin, initials)$
-- A new person; returns the id.
insert into person (name, surname, title, language, email, birthday, hobbies, temperament, do_not_call, do_not_text,
                    do_not_mail, note, pinyin, initials)
values (:name, :surname, :title, :language, :email, :birthday, :hobbies, :temperament, :do_not_call, :do_not_text,
        :do_not_mail, :note, :pinyin, :initials)
returning id;

-- name: update_person(id, version, name, surname, title, language, email, birthday, hobbies, temperament, do_not_call, do_not_text, do_not_mail, note, pinyin, initials)$
-- A person as edited; returns the id, null: changed or gone since it was read.
update person
   set name = :name, surname = :surname, title = :title, language = :language, email = :email,
       birthday = :birthday, hobbies = :hobbies, temperament = :temperament, do_not_call = :do_not_call,
       do_not_text = :do_not_text, do_not_mail = :do_not_mail, note = :note, pinyin = :pinyin,
       initials = :initials, version = version + 1
 where id = :id and version = :version and closed_at is null
returning id;

-- name: alike(numbers, name, house, except_person, everything, communities)
-- People within reach who have one of these numbers, or this name in the same house now, each with why; the one
-- being edited aside. No rows: nobody.
select p.id, p.name, t.numbers, t.same_house,
       array(select c.name || ' ' || h.label from occupancy o join house h on h.id = o.house_id
               join building b on b.id = h.building_id join community c on c.id = b.community_id
              where o.person_id = p.id and o.until is null
                and (:everything or b.community_id = any(:communities::int[]))
              order by c.id, h.label limit 5) as places
  from person p
 cross join lateral (
       select array(select number from phone where person_id = p.id and number = any(:numbers::text[])) as numbers,
              p.name = :name and exists (select from occupancy o where o.person_id = p.id and o.house_id = :house
                                                                  and o.until is null) as same_house) t
 where p.closed_at is null and p.id is distinct from :except_person::int
   and p.id in (select person_id from phone where number = any(:numbers::text[])
                union all select person_id from occupancy where house_id = :house)
   and (t.numbers <> '{}' or t.same_house)
   and (:everything or exists (select from occupancy o join house h on h.id = o.house_id
                                 join building b on b.id = h.building_id
                                where o.person_id = p.id and b.community_id = any(:communities::int[])))
 order by t.same_house desc, p.id limit 10;
