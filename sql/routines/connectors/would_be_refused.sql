-- connectors.would_be_refused(p_conector, p_ip_lista, p_tenants, p_agora)
--   Lists the addresses that an allowlist would refuse, of the verified requests of the last 7 days. Requests whose address is not known
--   (outros, desconhecido) count by the list of their time.
--   p_ip_lista: addresses and CIDRs as text; null: the connector's own. p_tenants: the tenants that the caller may touch; null: all.
--   Returns      a row an address, the most frequent first
--   Errors       as connectors.networks_of; none for an unknown connector
--   Reads        hub.conector_visita, hub.integracao_conector
--   Concurrency  none
create or replace function connectors.would_be_refused(
  p_conector bigint,
  p_ip_lista text[] default null,
  p_tenants bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns table (endereco text, total bigint, ultima_em timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_networks cidr[] := connectors.networks_of(p_ip_lista);
begin
  if p_ip_lista is null then
    v_networks := (select c.ip_lista from hub.integracao_conector as c where c.id = p_conector);
  end if;
  return query
  select v.endereco, sum(v.total)::bigint, max(v.ultima_em)
  from hub.conector_visita as v
  where v.conector_id = p_conector
    and (v_tenants is null or v.tenant_id = any (v_tenants))
    and v.dia > (p_agora at time zone 'America/Sao_Paulo')::date - 7
    and not case
      when v.endereco in ('outros', 'desconhecido') then v.na_lista
      else v.endereco::inet <<= any (v_networks)
    end
  group by v.endereco
  order by 2 desc, 1;
end
$$;
