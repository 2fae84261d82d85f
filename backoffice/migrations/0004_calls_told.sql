-- Calls whose row could not be opened while the database was away are opened from their journal.
create index call_event_answered on call_event (at) where kind = 'answered';
