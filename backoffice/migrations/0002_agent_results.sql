-- What becomes of a ring at an agent's telephone (H6): elsewhere: a colleague was quicker.
alter table agent_call add constraint agent_call_result
    check (result in ('', 'answered', 'no_answer', 'elsewhere', 'caller_left'));
