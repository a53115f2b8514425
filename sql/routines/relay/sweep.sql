-- relay.sweep()
--   Once a minute: re-examine all that waits for a mapping, a flag or an authorization, and release what need not wait any more.
--   The release lock already keeps parking and releasing from missing each other; this covers what no lock can, such
--   as a row that a person changed by hand.
--   Returns      how many were released
--   Writes       hub.integracao_outbox, hub.integracao_evento (status), hub.pendencia_mapeamento, hub.pendencia_evento
--   Concurrency  takes the exclusive release lock only when something is to be released
create or replace function relay.sweep()
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_soltos int := 0;
  v_ids bigint[];
begin
  if processing.resolvable_pendencias() <> '{}' then
    perform relay.take_release_lock();
    v_soltos := processing.resolve_pendencias();
  end if;

  select array_agg(o.id)
  into v_ids
  from hub.integracao_outbox as o
  left join hub.tenant_flag as f on f.tenant_id = o.tenant_id and f.nome = ingress.flag_name(o.canal)
  where o.status = 'AGUARDANDO'
    and (
      (o.motivo = 'ESTACIONADO' and f.ligado)
      or (
        o.motivo = 'REAUTORIZAR'
        and exists (
          select
          from hub.integracao_conector as c
          where c.tenant_id = o.tenant_id
            and c.canal = o.canal
            and c.status = 'ATIVO'
            and c.client_id is not null
            and c.user_id is not null
        )
      )
      or (o.motivo = 'MAPEAMENTO' and not exists (select from hub.pendencia_evento as pe where pe.evento_id = o.id))
    );
  if v_ids is not null then
    perform relay.take_release_lock();
    v_soltos := v_soltos + relay.release_events(v_ids);
  end if;
  return v_soltos;
end
$$;
