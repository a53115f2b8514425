-- search.events_waiting(p_status, p_tenants, p_limite)
--   Finds the events whose row in the outbox may mean one of these statuses. The row's reason tells MAPEAMENTO and ESTACIONADO, and
--   MORTO is its own status; a row that waits for a time, or is due, means RECEBIDO or ERRO.
--   p_tenants: all tenants whose events are wanted, by their numbers.
--   The query asks for no order. A dead row has no motivo, and where that is null no index has the order of ids: to have one, the
--   planner would read the whole queue by its key.
--   Returns      ids, at most p_limite of each kind, in no order
--   Reads        hub.integracao_outbox, hub.tenant, with the caller's rights
--   Concurrency  none
create or replace function search.events_waiting(p_status text[], p_tenants bigint[], p_limite int)
returns bigint[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
as $$
declare
  v_reasons constant text[] := array(
    select m.motivo
    from (
      values
        ('MAPEAMENTO', 'MAPEAMENTO'), ('ESTACIONADO', 'ESTACIONADO'), ('ESTACIONADO', 'REAUTORIZAR'),
        ('ERRO', 'RETRY'), ('ERRO', 'ADIADO'), ('RECEBIDO', 'RETRY'), ('RECEBIDO', 'ADIADO')
    ) as m (status, motivo)
    where m.status = any (p_status)
    group by m.motivo
  );
  v_ids bigint[] := '{}';
begin
  if v_reasons <> '{}' then
    v_ids := array(
      select parada.id
      from unnest(p_tenants) as t (id)
      cross join unnest(v_reasons) as m (motivo)
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.tenant_id = t.id
          and o.motivo = m.motivo
          and o.status in ('AGUARDANDO', 'MORTO')
        limit p_limite
      ) as parada
      limit p_limite
    );
  end if;
  if 'MORTO' = any (p_status) then
    v_ids := v_ids || array(
      select morta.id
      from unnest(p_tenants) as t (id)
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.tenant_id = t.id
          and o.motivo is null
          and o.status in ('AGUARDANDO', 'MORTO')
        limit p_limite
      ) as morta
      limit p_limite
    );
  end if;
  if p_status && array['RECEBIDO', 'ERRO'] then
    v_ids := v_ids || array(
      select pendente.id
      from (
        select distinct base.faixa + t.faixa as numero
        from hub.tenant as t
        cross join unnest(array[0, 512]) as base (faixa)
        where t.id = any (p_tenants)
      ) as faixa
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.faixa = faixa.numero
          and o.status = 'PENDENTE'
        limit p_limite
      ) as pendente
      limit p_limite
    ) || array(
      select o.id
      from hub.integracao_outbox as o
      where o.status = 'EM_ANDAMENTO'
      limit p_limite
    );
  end if;
  return v_ids;
end
$$;
