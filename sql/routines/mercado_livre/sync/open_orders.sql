-- mercado_livre.open_orders(p_tenant, p_sem_leitura, p_limite, p_agora)
--   Orders of the last 60 days that are neither picked up nor cancelled and have not been read at the marketplace for
--   p_sem_leitura. A cancelled order vanishes from the search of its seller, so only reading it again finds that out.
--   An order that was asked for since its last reading is left out while that request waits, is dead and must not go
--   back yet (see relay.may_return), or was discarded by a person. Otherwise a few of those would be all that is ever
--   looked at.
--   Returns      their external ids, the least recently read first, and marca: that of the fetch request that asks for it
--   Reads        hub.pedido_marketplace, hub.pedido, hub.idempotencia, hub.integracao_outbox
--   Concurrency  none
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
as $$
  select m.external_id::text, pergunta.marca
  from hub.pedido_marketplace as m
  join hub.pedido as p on p.tenant_id = m.tenant_id and p.canal = m.canal and p.external_id = m.external_id
  cross join lateral (select 'abertos:' || (extract(epoch from m.lido_em) * 1000)::bigint as marca) as pergunta
  where m.tenant_id = p_tenant
    and m.canal = 'ML'
    and m.lido_em < p_agora - p_sem_leitura
    and p.status not in ('RETIRADO', 'CANCELADO')
    and p.created_at > p_agora - interval '60 days'
    and (
      not exists (
        select
        from hub.idempotencia as i
        where i.chave = ingress.idempotency_key(
          m.canal, m.tenant_id, 'NOTIFICACAO', '/orders/' || m.external_id, null, pergunta.marca
        )
      )
      or exists (
        select
        from hub.integracao_outbox as o
        where o.tenant_id = m.tenant_id
          and o.recurso = '/orders/' || m.external_id
          and o.status = 'MORTO'
          and relay.may_return(o.devolucoes, o.devolvido_em, p_agora)
      )
    )
  order by m.lido_em
  limit p_limite
$$;
