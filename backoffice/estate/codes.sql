-- name: free(count)
-- Up to `count` free codes: each number of the sequence gives one code (55623059 and 90000000 have no common
-- divisor), those that a house has already are left out. No rows: all were taken, ask again.
select code
  from (select (10000000 + nextval('house_code') * 55623059 % 90000000)::text as code
          from generate_series(1, :count)) as drawn
 where not exists (select from house where house.code = drawn.code);
