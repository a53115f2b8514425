-- mercado_livre.park(p_id, p_lock_version)
--   Park a leased fetch request until the seller has authorized the application again (REAUTORIZAR); its event is
--   ESTACIONADO. Where that has happened meanwhile it is fetched soon.
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
  v_active boolean;
begin
  perform relay.share_release_lock();
  select c.status = 'ATIVO'
  into v_active
  from hub.integracao_outbox as o
  join hub.integracao_conector as c on c.tenant_id = o.tenant_id and c.canal = o.canal
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update of o;
  if not found then
    return false;
  end if;
  if v_active then
    perform mercado_livre.postpone(p_id, p_lock_version, '5 s', 'a autorização acaba de mudar', null, false);
  else
    perform relay.hold_events(array[p_id], 'REAUTORIZAR');
  end if;
  return true;
end
$$;
