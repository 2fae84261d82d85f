-- The company of any past day can be drawn again (P1): every state of a department and of a post is kept by
-- trigger, so that no way of changing them forgets it. Several changes of one transaction are one.
create table post_history (
    post_id integer not null references post,
    at timestamptz not null default now(),
    department_id integer,
    superior_id integer,
    name text not null,
    primary key (post_id, at)
);

create function keep_department() returns trigger language plpgsql as $$
begin
    insert into department_history (department_id, at, parent_id, name)
    values (new.id, now(), new.parent_id, new.name)
    on conflict (department_id, at) do update set parent_id = excluded.parent_id, name = excluded.name;
    return null;
end $$;
create trigger department_is_kept after insert or update of parent_id, name on department
    for each row execute function keep_department();

create function keep_post() returns trigger language plpgsql as $$
begin
    insert into post_history (post_id, at, department_id, superior_id, name)
    values (new.id, now(), new.department_id, new.superior_id, new.name)
    on conflict (post_id, at) do update
       set department_id = excluded.department_id, superior_id = excluded.superior_id, name = excluded.name;
    return null;
end $$;
create trigger post_is_kept after insert or update of department_id, superior_id, name on post
    for each row execute function keep_post();

insert into department_history (department_id, at, parent_id, name)
select id, opened_at, parent_id, name from department
on conflict do nothing;
insert into post_history (post_id, at, department_id, superior_id, name)
select p.id, coalesce((select min(since) from staff_post where post_id = p.id), now()),
       p.department_id, p.superior_id, p.name
  from post p;
