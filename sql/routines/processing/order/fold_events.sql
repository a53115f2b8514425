-- processing.fold_events(p_eventos, p_agora)
--   Fold events to one row an order: what hub.pedido would hold if these were all its events. Every field is a register (see
--   REGISTERS.md), so max() folds them, and neither order nor repetition of events matters.
--   Each external status and SKU is looked up once a batch. Hash joins are allowed here: only CTEs are joined.
--   Returns      pedidos: the orders, sorted by key, with ultimo_evento_id, the greatest of their events; vezes: how many events
--                each has; retidos: the events that lack a mapping
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Concurrency  none
create or replace function processing.fold_events(
  p_eventos bigint[],
  p_agora timestamptz,
  out pedidos processing.pedido_dobrado[],
  out vezes int[],
  out retidos bigint[]
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  with lido as materialized (
    select
      e.id,
      e.tenant_id,
      e.canal,
      e.external_id,
      e.payload_json as p,
      processing.register_order(e.versao, e.tipo, e.lido_em) as ordem
    from hub.integracao_evento as e
    where e.id = any (p_eventos)
  ),
  externo as materialized (
    -- One value, not a table: a join would copy every event's payload to hash it.
    select jsonb_object_agg(
      d.tenant_id || '|' || d.canal || '|' || d.valor,
      case when m.status_interno is null then 'FALTA' when m.terminal then 'TERMINAL' else 'COMUM' end
    ) as mapa
    from (
      select distinct lido.tenant_id, lido.canal, v.valor
      from lido
      cross join lateral (
        values (lido.p ->> 'status'), (lido.p ->> 'statusPedido'), (lido.p ->> 'statusEnvio')
      ) as v (valor)
      where v.valor is not null
    ) as d
    left join lateral processing.map_status(d.tenant_id, d.canal, d.valor) as m on true
  ),
  sku_sem_mapa as materialized (
    select d.tenant_id, d.canal, d.sku
    from (
      select distinct lido.tenant_id, lido.canal, i.sku
      from lido
      cross join lateral jsonb_to_recordset(lido.p -> 'itens') as i (sku text)
    ) as d
    where not exists (
      select
      from processing.map_sku(d.tenant_id, d.canal, d.sku) as m
      where m.sku_interno is not null
    )
  ),
  registro as materialized (
    select
      lido.id,
      lido.tenant_id,
      lido.canal,
      lido.external_id,
      (lido.ordem || (lido.p #>> '{destinatario,nome}')) collate "C" as nome,
      (lido.ordem || (lido.p #>> '{destinatario,doc}')) collate "C" as doc,
      (lido.ordem || (lido.p #>> '{destinatario,telefone}')) collate "C" as telefone,
      (lido.ordem || (lido.p ->> 'itens')) collate "C" as itens,
      (lido.ordem || (lido.p #>> '{volume,peso}')) collate "C" as peso,
      (lido.ordem || (lido.p #>> '{volume,dimensoes}')) collate "C" as dimensoes,
      (lido.ordem || (lido.p ->> 'etiqueta')) collate "C" as etiqueta,
      processing.status_register(lido.ordem, lido.p ->> 'status', achado.a = 'TERMINAL') collate "C" as status,
      processing.status_register(lido.ordem, lido.p ->> 'statusPedido', achado.b = 'TERMINAL') collate "C" as status_pedido,
      processing.status_register(lido.ordem, lido.p ->> 'statusEnvio', achado.c = 'TERMINAL') collate "C" as status_envio,
      coalesce('FALTA' in (achado.a, achado.b, achado.c), false) or (
        (select count(*) from sku_sem_mapa) > 0
        and exists (
          select
          from jsonb_to_recordset(lido.p -> 'itens') as i (sku text)
          where (lido.tenant_id, lido.canal, i.sku) in (select s.tenant_id, s.canal, s.sku from sku_sem_mapa as s)
        )
      ) as falta
    from lido
    cross join externo
    cross join lateral (select lido.tenant_id || '|' || lido.canal || '|' as chave) as loja
    cross join lateral (
      select
        externo.mapa ->> (loja.chave || (lido.p ->> 'status')) as a,
        externo.mapa ->> (loja.chave || (lido.p ->> 'statusPedido')) as b,
        externo.mapa ->> (loja.chave || (lido.p ->> 'statusEnvio')) as c
    ) as achado
  ),
  pedido as (
    select
      row(
        r.tenant_id, r.canal, r.external_id, p_agora, max(r.id),
        case when max(r.itens) is null then 6 else 7 end,
        max(r.nome), max(r.doc), max(r.telefone), max(r.itens), max(r.peso), max(r.dimensoes), max(r.etiqueta),
        max(r.status), max(r.status_pedido), max(r.status_envio),
        processing.register_value(max(r.nome)), processing.register_value(max(r.doc)), processing.register_value(max(r.telefone))
      )::processing.pedido_dobrado as linha,
      count(*)::int as vezes
    from registro as r
    group by r.tenant_id, r.canal, r.external_id
    order by r.tenant_id, r.canal, r.external_id
  )
  select array_agg(pedido.linha), array_agg(pedido.vezes), array(select r.id from registro as r where r.falta)
  into pedidos, vezes, retidos
  from pedido;
end
$$;
