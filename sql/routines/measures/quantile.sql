-- measures.quantile(p_baldes, p_totais, p_parte)
--   Which time the given part of a histogram did not exceed, in milliseconds, as near as its buckets tell (see
--   hub.medida_latencia): within a bucket times are taken to be spread evenly on the scale of its bounds. A bucket may be
--   given more than once.
--   Returns      milliseconds; null when there is nothing in it
--   Reads        nothing
--   Concurrency  none
create or replace function measures.quantile(p_baldes smallint[], p_totais bigint[], p_parte double precision)
returns double precision
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select
    case balde.k
      when 0 then (p_parte * balde.tudo - balde.antes) / balde.total
      else power(2, (balde.k - 1 + (p_parte * balde.tudo - balde.antes) / balde.total) / 2)
    end
  from (
    select
      soma.k, soma.total,
      sum(soma.total) over () as tudo,
      sum(soma.total) over (order by soma.k) - soma.total as antes
    from (
      select r.k, sum(r.total)::double precision as total
      from unnest(p_baldes, p_totais) as r (k, total)
      group by r.k
    ) as soma
  ) as balde
  where balde.total > 0
    and balde.antes + balde.total >= p_parte * balde.tudo
  order by balde.k
  limit 1
$$;
