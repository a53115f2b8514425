-- mercado_livre.open_orders(p_tenant, p_sem_leitura, p_limite, p_agora)
--   Orders of the last 60 days that are neither picked up nor cancelled and have not been read at the marketplace for
--   p_sem_leitura. A cancelled order vanishes from the search of its seller, so only reading it again finds that out.
--   An order that was asked for since its last reading is left out while that request waits, is dead and must not go
--   back yet (see relay.may_return), or was discarded by a person. Otherwise a few of those would be all that is ever
--   looked at.
--   Returns      their external ids, the least recently read first, and marca: that of the fetch request that asks for it
--   Reads        hub.pedido_marketplace, hub.pedido, hub.idempotencia, hub.integracao_outbox
--   Concurrency  none
--   Only open orders are read, by their status, and each of them by its key: a tenant has few of them, however many it ever
--   had. Sorts are off and the inner one is asked for, so that an empty table's statistics do not choose another index.
--   They are put in order before they are looked for among the requests, which stops at p_limite.
create or replace function mercado_livre.open_orders(
  p_tenant bigint,
  p_sem_leitura interval,
  p_limite int,
  p_agora timestamptz default clock_timestamp()
)
returns table (external_id text, marca text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
as $$
  select unread.external_id::text, unread.marca
  from (
    select
      p.external_id, read.lido_em, '/orders/' || p.external_id as recurso,
      'abertos:' || (extract(epoch from read.lido_em) * 1000)::bigint as marca
    from unnest(array['RECEBIDO', 'PRONTO']) as open(status)
    cross join lateral (
      select o.tenant_id, o.canal, o.external_id
      from hub.pedido as o
      where o.tenant_id = p_tenant
        and o.canal = 'ML'
        and o.status = open.status
        and o.created_at > p_agora - interval '60 days'
      order by o.created_at
      offset 0
    ) as p
    cross join lateral (
      select m.lido_em
      from hub.pedido_marketplace as m
      where m.tenant_id = p.tenant_id
        and m.canal = p.canal
        and m.external_id = p.external_id
      limit 1
    ) as read
    where read.lido_em < p_agora - p_sem_leitura
    order by read.lido_em
  ) as unread
  where not exists (
      select
      from hub.idempotencia as i
      where i.chave = ingress.idempotency_key('ML', p_tenant, 'NOTIFICACAO', unread.recurso, null, unread.marca)
    )
    or exists (
      select
      from hub.integracao_outbox as o
      where o.tenant_id = p_tenant
        and o.recurso = unread.recurso
        and o.status = 'MORTO'
        and relay.may_return(o.devolucoes, o.devolvido_em, p_agora)
    )
  order by unread.lido_em
  limit p_limite
$$;
