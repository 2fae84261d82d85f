-- name: in_force(community, building)
-- What is read out now to people of this building, urgent ones first, then the newest; no rows: nothing.
select id, body, body_en, urgent, from_at, until_at from notice
 where community_id = :community and (building_id is null or building_id = :building)
   and from_at <= business_now() and business_now() < until_at
 order by urgent desc, from_at desc, id desc;

-- name: insert_notice(community, building, body, body_en, urgent, from_at, until_at)$
-- Keep a notice and return its id; null: the building is not in this community.
insert into notice (community_id, building_id, body, body_en, urgent, from_at, until_at)
select :community, :building, :body, :body_en, :urgent, :from_at, :until_at
 where :building::int is null
    or exists (select from building where id = :building and community_id = :community)
returning id;
