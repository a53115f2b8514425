-- mercado_livre.save_breaker(p_conector, p_operacao, p_estado, p_reabre, p_agora)
--   Note the state of a circuit breaker, for people and for the next process: FECHADO, ABERTO (p_reabre: how long until
--   it tries again) or MEIO_ABERTO.
--   Writes       hub.conector_disjuntor
--   Concurrency  an upsert of one row; the last word of several processes stands
create or replace function mercado_livre.save_breaker(
  p_conector bigint,
  p_operacao text,
  p_estado text,
  p_reabre interval,
  p_agora timestamptz default clock_timestamp()
)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  insert into hub.conector_disjuntor as d (conector_id, operacao, estado, mudou_em, reabre_em)
  values (p_conector, p_operacao, p_estado, p_agora, p_agora + p_reabre)
  on conflict (conector_id, operacao) do update
  set estado = excluded.estado, mudou_em = excluded.mudou_em, reabre_em = excluded.reabre_em
$$;
