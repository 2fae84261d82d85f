-- name: kept(language, text)^
-- What is known of a name's sound; no row: nobody asked for it yet.
select language, text, voice, provisional, made_at from speakable where language = :language and text = :text;

-- name: keep(language, text, voice, provisional)!
-- Note who speaks a name.
insert into speakable (language, text, voice, provisional) values (:language, :text, :voice, :provisional)
on conflict (language, text) do update
   set voice = excluded.voice, provisional = excluded.provisional, made_at = now();

-- name: provisional()
-- Names spoken by a voice that is hard to understand, oldest first; no rows: none.
select language, text, voice, provisional, made_at from speakable where provisional order by made_at, text;
