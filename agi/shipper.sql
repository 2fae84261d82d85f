-- name: hold_place(file)^
-- How far `file` was read, its row locked until the end of the transaction; inode 0: never read.
insert into shipped (file, inode, position) values (:file, 0, 0)
on conflict (file) do update set file = excluded.file
returning inode, position;

-- name: keep_place(file, inode, position)!
-- `file` is read up to `position` of the file with this inode.
update shipped set inode = :inode, position = :position where file = :file;

-- name: insert_cdr*!
-- Call detail records; what is there already stays as it is.
insert into cdr (uniqueid, linkedid, sequence, src, dst, dcontext, channel, dstchannel, lastapp, start_at,
                 answer_at, end_at, duration, billsec, disposition, userfield)
values (:uniqueid, :linkedid, :sequence, :src, :dst, :dcontext, :channel, :dstchannel, :lastapp, :start,
        :answer, :end, :duration, :billsec, :disposition, :userfield)
on conflict do nothing;

-- name: insert_cel*!
-- Channel events; what is there already stays as it is.
insert into cel (linkedid, uniqueid, eventtype, at, channame, cidnum, exten, context, appname, appdata, extra,
                 peer)
values (:linkedid, :uniqueid, :eventtype, :eventtime, :channame, :cidnum, :exten, :context, :appname,
        :appdata, :extra, :peer)
on conflict do nothing;

-- name: insert_queue_log*!
-- Lines of queue_log; what is there already stays as it is.
insert into queue_log (at, callid, queue, agent, event, data)
values (:at, :callid, :queue, :agent, :event, :data)
on conflict do nothing;
