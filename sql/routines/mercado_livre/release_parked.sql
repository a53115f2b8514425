-- mercado_livre.release_parked(p_conector)
--   Let go what waited for a connector's seller (REAUTORIZAR): the connector is ATIVO again.
--   Returns      how many events were released
--   Writes       as relay.release_events
--   Concurrency  the caller holds the connector's row lock and the exclusive release lock
create or replace function mercado_livre.release_parked(p_conector bigint)
returns int
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select relay.release_events(
    array(
      select o.id
      from hub.integracao_conector as c
      join hub.integracao_outbox as o on o.tenant_id = c.tenant_id and o.canal = c.canal
      where c.id = p_conector
        and o.status = 'AGUARDANDO'
        and o.motivo = 'REAUTORIZAR'
    )
  )
$$;
