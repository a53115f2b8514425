-- mercado_livre.activate(p_conector, p_user, p_ator)
--   A seller has let the application in, and the pair of tokens is stored: the connector is ATIVO, and what waited for
--   that goes on. A connector without a seller gets this one; one with another seller refuses it, and keeps its tokens.
--   Returns      how many events were released
--   Errors       HB409 the account is not the one that the connector is for, or as ops.require_single_seller
--   Writes       hub.integracao_conector, hub.auditoria, and as relay.release_events
--   Concurrency  the connector's row lock, which a refresh may hold for seconds, and only then the exclusive release lock:
--                no hint can be parked without seeing the new state
create or replace function mercado_livre.activate(p_conector bigint, p_user text, p_ator text)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_conector hub.integracao_conector;
  v_soltos int;
begin
  perform mercado_livre.lock_tokens(p_conector);
  perform relay.take_release_lock();
  update hub.integracao_conector as c
  set
    user_id = coalesce(c.user_id, p_user),
    status = 'ATIVO',
    motivo = null,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector
    and coalesce(c.user_id, p_user) = p_user
  returning c.* into v_conector;
  if not found then
    raise exception 'a conta que autorizou não é a deste conector' using errcode = 'HB409';
  end if;

  perform ops.require_single_seller(p_conector);
  v_soltos := mercado_livre.release_parked(p_conector);
  perform ops.audit(
    p_ator, 'conector.autorizado', 'integracao_conector', p_conector::text, v_conector.tenant_id, null,
    jsonb_build_object('eventosLiberados', v_soltos)
  );
  return v_soltos;
end
$$;
