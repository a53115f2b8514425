-- mercado_livre.pause_seller(p_conector, p_espera, p_agora)
--   Pause a seller: the marketplace answered 429, so nothing is asked for this seller until p_espera has passed.
--   Writes       hub.conector_ritmo
--   Concurrency  an upsert of one row; the later of two pauses stands
create or replace function mercado_livre.pause_seller(
  p_conector bigint,
  p_espera interval,
  p_agora timestamptz default clock_timestamp()
)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  insert into hub.conector_ritmo as r (chave, proximo_em, pausado_ate)
  values ('conector:' || p_conector, p_agora, p_agora + p_espera)
  on conflict (chave) do update
  set pausado_ate = greatest(r.pausado_ate, excluded.pausado_ate)
$$;
