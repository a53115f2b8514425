-- search.events_about(p_codigo, p_tenants, p_limite)
--   Finds what was received under a code of which there is no order yet: the events with that external id, and the notifications of
--   such an order or shipment. Second deliveries are left out.
--   p_tenants: the tenants that the caller may see; null: all.
--   Returns      evento_id, tenant_id, tipo, external_id, status, recebido_em; frase: what it waits for, null where it is
--                finished; erro: of its last attempt. The newest first, at most p_limite
--   Reads        hub.integracao_evento, hub.integracao_outbox, with the caller's rights
--   Concurrency  none
create or replace function search.events_about(p_codigo text, p_tenants bigint[] default null, p_limite int default 20)
returns table (
  evento_id bigint,
  tenant_id bigint,
  tipo text,
  external_id text,
  status text,
  recebido_em timestamptz,
  frase text,
  erro text
)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select
    e.id, e.tenant_id, e.tipo::text, e.external_id::text, e.status::text, e.received_at, w.frase, coalesce(w.erro, e.error_msg)
  from (
    select n.id
    from unnest(array[p_codigo, '/orders/' || p_codigo, '/shipments/' || p_codigo]) as c (nome)
    cross join lateral unnest(search.events_named(c.nome, null)) as n (id)
    order by n.id desc
    limit 1000
  ) as n
  join hub.integracao_evento as e on e.id = n.id
  left join lateral search.waiting_rows(e.tenant_id, e.canal::text, array[e.id], '{}') as w on true
  where e.duplicado_de is null
    and (p_tenants is null or e.tenant_id = any (p_tenants))
  order by e.id desc
  limit p_limite
$$;
