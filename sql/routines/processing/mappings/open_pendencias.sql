-- processing.open_pendencias(p_eventos)
--   Note which mappings these events lack, and that they wait for them.
--   Returns      the events that still lack one: what was missing a statement ago may have been mapped meanwhile
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Writes       hub.pendencia_mapeamento, hub.pendencia_evento
--   Concurrency  shared rows: written last in a step, sorted by key
create or replace function processing.open_pendencias(p_eventos bigint[])
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_missing bigint[];
begin
  with falta as materialized (
    select m.evento_id, m.tenant_id, m.canal, m.tipo, m.chave as valor
    from processing.missing_mappings(p_eventos) as m
  ),
  pendencia as (
    insert into hub.pendencia_mapeamento as p (tenant_id, canal, tipo, chave)
    select distinct falta.tenant_id, falta.canal, falta.tipo, falta.valor
    from falta
    order by falta.tenant_id, falta.canal, falta.tipo, falta.valor
    on conflict (tenant_id, canal, tipo, chave) do update
    set resolvida_em = null
    returning p.id, p.tenant_id, p.canal, p.tipo, p.chave
  ),
  espera as (
    insert into hub.pendencia_evento (pendencia_id, evento_id)
    select pendencia.id, falta.evento_id
    from falta
    join pendencia on pendencia.tenant_id = falta.tenant_id
      and pendencia.canal = falta.canal
      and pendencia.tipo = falta.tipo
      and pendencia.chave = falta.valor
    on conflict do nothing
  )
  select coalesce(array_agg(distinct falta.evento_id), '{}')
  into v_missing
  from falta;
  return v_missing;
end
$$;
