-- Which call a recording was made in, by what its journal tells: for sounds a crash left without a row.
create index call_event_by_recording on call_event ((facts ->> 'recording')) where facts ? 'recording';
