-- connectors.note_connector_act(p_conector, p_acao, p_resultado, p_concluida, p_erro, p_agora)
--   Notes how far a run of connectors.begin_connector_act has come, and whether it is over.
--   Writes       hub.conector_acao; nothing where it is over
--   Concurrency  an update of one row
create or replace function connectors.note_connector_act(
  p_conector bigint,
  p_acao text,
  p_resultado jsonb,
  p_concluida boolean,
  p_erro text,
  p_agora timestamptz default clock_timestamp()
)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  update hub.conector_acao as a
  set
    progresso_em = p_agora,
    concluida_em = case when p_concluida then p_agora end,
    resultado = p_resultado,
    erro = p_erro
  where a.conector_id = p_conector
    and a.acao = p_acao
    and a.concluida_em is null
$$;
