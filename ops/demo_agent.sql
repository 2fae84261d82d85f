-- name: telephone(extension)^
-- The telephone of an active agent by its extension, the first one when that is ''; no row: there is none.
select extension, sip_secret from staff
 where active and extension is not null and sip_secret is not null
   and (extension = :extension or :extension = '')
 order by extension limit 1;
