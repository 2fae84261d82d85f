-- Whoever could manage staff before there was more to manage may manage all of it, else nobody could.
insert into post_function (post_id, function)
select held.post_id, added.function
  from post_function held,
       unnest('{company.manage,right.manage,session.end,community.manage,reminder.manage,setting.manage,backup.manage,
                house.edit,person.edit,phone.view,person.merge,person.merge.approve,estate.remove,
                estate.remove.approve,estate.import,list.export,movein.manage,decoration.manage,decoration.permit,
                letting.manage}'::text[]) as added (function)
 where held.function = 'staff.manage'
on conflict do nothing;
