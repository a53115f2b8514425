-- mercado_livre.open_breakers(p_agora)
--   The circuit breakers that were open when they were last noted, for a process that starts.
--   Returns      for how much longer each stays open, in milliseconds; 0: a request may be tried
--   Reads        hub.conector_disjuntor
--   Concurrency  none
create or replace function mercado_livre.open_breakers(p_agora timestamptz default clock_timestamp())
returns table (conector_id bigint, operacao text, aberto_ms double precision)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select d.conector_id, d.operacao::text, greatest(extract(epoch from d.reabre_em - p_agora), 0)::double precision * 1000
  from hub.conector_disjuntor as d
  where d.estado <> 'FECHADO'
$$;
