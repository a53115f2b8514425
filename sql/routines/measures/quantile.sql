-- measures.quantile(p_baldes, p_totais, p_parte)
--   Returns the time that the given part of a histogram did not exceed, in milliseconds, as near as its buckets tell (see
--   hub.medida_latencia). Within a bucket, times are taken to be spread evenly on the scale of its bounds. A bucket may be given
--   more than once.
--   Returns      milliseconds; null for an empty histogram
--   Reads        nothing
--   Concurrency  none
create or replace function measures.quantile(p_baldes smallint[], p_totais bigint[], p_parte double precision)
returns double precision
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select
    case bucket.k
      when 0 then (p_parte * bucket.whole - bucket.before) / bucket.total
      else power(2, (bucket.k - 1 + (p_parte * bucket.whole - bucket.before) / bucket.total) / 2)
    end
  from (
    select
      summed.k, summed.total,
      sum(summed.total) over () as whole,
      sum(summed.total) over (order by summed.k) - summed.total as before
    from (
      select r.k, sum(r.total)::double precision as total
      from unnest(p_baldes, p_totais) as r (k, total)
      group by r.k
    ) as summed
  ) as bucket
  where bucket.total > 0
    and bucket.before + bucket.total >= p_parte * bucket.whole
  order by bucket.k
  limit 1
$$;
