-- name: version()$
-- The server's version as a number: 180001.
select current_setting('server_version_num');

-- name: prints()
-- Every table's rows and sum.
select name, rows, sum from fingerprint();

-- name: create_like(name)$
-- The statement that makes an empty database `name` with the encoding and sorting of this one.
select format('create database %I template template0 encoding %L lc_collate %L lc_ctype %L locale_provider %s',
              :name::text, pg_encoding_to_char(encoding), datcollate, datctype,
              case datlocprovider when 'b' then 'builtin' when 'i' then 'icu' else 'libc' end)
       || case datlocprovider when 'b' then format(' builtin_locale %L', datlocale)
                              when 'i' then format(' icu_locale %L', datlocale) else '' end
  from pg_database where datname = current_database();

-- name: drop(name)$
-- The statement that drops database `name` and ends its connections.
select format('drop database if exists %I with (force)', :name::text);
