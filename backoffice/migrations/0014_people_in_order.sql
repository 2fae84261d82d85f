-- The list of people turns its pages by the pinyin of their names (S1).
create index person_in_order on person (pinyin, id) where closed_at is null;
