-- bulk.run_item(p_lote, p_alvo)
--   Does one act of a bulk act in the name of the person who planned it, and within that person's tenants.
--   Errors       as the acts: relay.reprocess, relay.requeue_dead, relay.discard
--   Writes       as the acts
--   Concurrency  as the acts
create or replace function bulk.run_item(p_lote hub.lote, p_alvo bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key constant uuid := md5(format('lote/%s/%s', p_lote.id, p_alvo))::uuid;
  v_reason constant text := format('lote %s: %s', p_lote.id, p_lote.motivo);
begin
  case p_lote.acao
    when 'REPROCESSAR' then
      perform relay.reprocess(p_alvo, v_reason, p_lote.ator, p_lote.tenants, v_key, p_lote.forcar);
    when 'DEVOLVER' then
      perform relay.requeue_dead(p_alvo, v_reason, p_lote.ator, p_lote.tenants, v_key);
    when 'DESCARTAR' then
      perform relay.discard(p_alvo, v_reason, p_lote.ator, p_lote.tenants, v_key);
  end case;
end
$$;
