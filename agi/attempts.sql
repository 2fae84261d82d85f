-- name: channel_events(linkedid)
-- Everything Asterisk wrote about the channels of one attempt, in its order; no rows: it never had one.
select uniqueid, eventtype, at, extra from cel where linkedid = :linkedid order by at;
