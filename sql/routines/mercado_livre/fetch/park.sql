-- mercado_livre.park(p_id, p_lock_version)
--   No request helps until the seller has let the application in again: the hint waits for that (REAUTORIZAR), its
--   event ESTACIONADO. Where that has happened meanwhile it is fetched soon.
--   Returns      false when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.integracao_evento (status), hub.evento_tentativa
--   Concurrency  optimistic; shared release lock, so that an authorization and a parking see each other
create or replace function mercado_livre.park(p_id bigint, p_lock_version int)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_ativo boolean;
begin
  perform relay.share_release_lock();
  select c.status = 'ATIVO'
  into v_ativo
  from hub.integracao_outbox as o
  join hub.integracao_conector as c on c.tenant_id = o.tenant_id and c.canal = o.canal
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update of o;
  if not found then
    return false;
  end if;
  if v_ativo then
    perform mercado_livre.postpone(p_id, p_lock_version, '5 s', 'a autorização acaba de mudar', null, false);
  else
    perform relay.hold_events(array[p_id], 'REAUTORIZAR');
  end if;
  return true;
end
$$;
