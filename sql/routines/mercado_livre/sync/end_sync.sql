-- mercado_livre.end_sync(p_conector, p_tarefa, p_iniciado_em, p_ate, p_resultado, p_erro, p_agora)
--   Note how a run of a connector's synchronisation ended. A null p_ate leaves how far it had come as it is.
--   Writes       hub.conector_sincronismo; hub.integracao_conector (last_sync_at) where p_erro is null
--   Concurrency  one runs at a time: see mercado_livre.begin_sync
create or replace function mercado_livre.end_sync(
  p_conector bigint,
  p_tarefa text,
  p_iniciado_em timestamptz,
  p_ate timestamptz,
  p_resultado jsonb,
  p_erro text,
  p_agora timestamptz default clock_timestamp()
)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  insert into hub.conector_sincronismo as s (conector_id, tarefa, ate, iniciado_em, concluido_em, resultado, erro)
  values (p_conector, p_tarefa, p_ate, p_iniciado_em, p_agora, p_resultado, p_erro)
  on conflict (conector_id, tarefa) do update
  set
    ate = coalesce(excluded.ate, s.ate),
    iniciado_em = excluded.iniciado_em,
    concluido_em = excluded.concluido_em,
    resultado = excluded.resultado,
    erro = excluded.erro;

  update hub.integracao_conector as c
  set last_sync_at = p_agora
  where c.id = p_conector
    and p_erro is null
$$;
