-- mercado_livre.unread_orders(p_tenant, p_ids, p_versoes)
--   Which of these orders the hub has not read at the marketplace in these versions (last_updated, in milliseconds,
--   which are whole seconds).
--   An order that was read while the second of its version had hardly passed may have changed within it. It is read once
--   more, unless the hub read it again 10 s after it first saw the version (a second, the longest wait for an answer,
--   and some time for the marketplace's copies), or a minute after the version's own date, whatever the two clocks say
--   of each other.
--   Returns      their external ids, and lido: when each was last read, in milliseconds, null where it never was
--   Reads        hub.pedido_marketplace
--   Concurrency  none
--   One look-up an order: the planner does not make a join of it, which would read all that the tenant has ever read.
create or replace function mercado_livre.unread_orders(p_tenant bigint, p_ids text[], p_versoes bigint[])
returns table (external_id text, lido bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select visto.external_id, (extract(epoch from m.lido_em) * 1000)::bigint
  from unnest(p_ids, p_versoes) as visto (external_id, versao)
  left join lateral (
    select lida.versao, lida.versao_desde, lida.lido_em
    from hub.pedido_marketplace as lida
    where lida.tenant_id = p_tenant
      and lida.canal = 'ML'
      and lida.external_id = visto.external_id
    limit 1
  ) as m on true
  where m.versao is null
    or m.versao < visto.versao
    or (
      m.versao = visto.versao
      and m.lido_em < coalesce(m.versao_desde, m.lido_em) + interval '10 seconds'
      and m.lido_em < to_timestamp(visto.versao / 1000.0) + interval '1 minute'
    )
$$;
