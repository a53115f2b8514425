-- processing.mapping_impact(p_tenant, p_canal, p_tipo, p_chave, p_tenants)
--   What saving a mapping of this key would do: how many events wait for it, and exactly which it would release. An
--   event that lacks another mapping too goes on waiting. Of more than 10,000 that wait, 10,001 are counted. All that
--   would be released are given, up to 10,000.
--   p_tenant null (tipo STATUS): for every tenant. p_tenants: the tenants that the caller may see; null: all.
--   Returns      esperam, liberados (ids), liberados_total, mais_antigo (when the oldest of those that wait was received)
--   Errors       HB404 no such tenant (or not the caller's); HB422 a mapping for every tenant, by a caller of some
--   Reads        hub.pendencia_mapeamento, hub.pendencia_evento, hub.integracao_outbox, hub.integracao_evento
--   Concurrency  none: what is stored meanwhile is not in it
create or replace function processing.mapping_impact(
  p_tenant bigint,
  p_canal text,
  p_tipo text,
  p_chave text,
  p_tenants bigint[] default null,
  out esperam int,
  out liberados bigint[],
  out liberados_total int,
  out mais_antigo timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
as $$
declare
  v_pending bigint[];
begin
  perform processing.require_status_tenant(p_tenant, p_tenants);
  v_pending := processing.pendencias_of(p_tenant, p_canal, p_tipo, array[processing.external_key(p_chave)], p_tenants);
  select count(*)
  into esperam
  from (
    select distinct pe.evento_id
    from hub.pendencia_evento as pe
    where pe.pendencia_id = any (v_pending)
    limit 10001
  ) as e;
  liberados := processing.released_by(v_pending);
  liberados_total := cardinality(liberados);
  liberados := liberados[1:10000];
  select min(e.received_at)
  into mais_antigo
  from unnest(v_pending) as p (id)
  cross join lateral (
    select pe.evento_id
    from hub.pendencia_evento as pe
    where pe.pendencia_id = p.id
    order by pe.evento_id
    limit 1
  ) as primeiro
  join hub.integracao_evento as e on e.id = primeiro.evento_id;
end
$$;
