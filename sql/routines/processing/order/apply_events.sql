-- processing.apply_events(p_eventos, p_agora)
--   Give a batch of events its effect: orders, items, volumes, statuses, notices, pending mappings.
--   It is idempotent and commutative: every field of an order is a register (see REGISTERS.md), so the batch is folded
--   with max() and merged with greatest(), and neither order nor repetition of events matters.
--   Each external status and SKU is looked up once a batch. Hash joins are allowed here: only CTEs are joined.
--   Returns      retidos: the events that wait for a mapping; de_novo: those whose missing mapping was made while they were
--                applied, and that are applied again; avisos: how many pick-up notices were created
--   Reads        hub.integracao_evento, hub.mapeamento_sku, hub.mapeamento_status
--   Writes       hub.pedido, and through the functions it calls pedido_item, volume, notificacao, outbox, pendencia
--   Concurrency  the caller has called processing.share_mappings. Orders come first, sorted by key: their row locks are the
--                parent locks of all else. Pending mappings come last, sorted
create or replace function processing.apply_events(
  p_eventos bigint[],
  p_agora timestamptz,
  out retidos bigint[],
  out de_novo bigint[],
  out avisos int
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_mergejoin = off
as $$
declare
  v_missing bigint[];
  v_new bigint[];
  v_new_with_items bigint[];
  v_old_with_items bigint[];
  v_old_with_volume bigint[];
  v_touched bigint[];
  v_changed bigint[];
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
  gravado as (
    insert into hub.pedido as p (
      tenant_id, canal, external_id, updated_at, ultimo_evento_id, mudou,
      reg_nome, reg_doc, reg_telefone, reg_itens, reg_peso, reg_dimensoes, reg_etiqueta,
      reg_status, reg_status_pedido, reg_status_envio,
      destinatario_nome, destinatario_doc, destinatario_telefone
    )
    select
      r.tenant_id, r.canal, r.external_id, p_agora, max(r.id),
      case when max(r.itens) is null then 6 else 7 end,
      max(r.nome), max(r.doc), max(r.telefone), max(r.itens), max(r.peso), max(r.dimensoes), max(r.etiqueta),
      max(r.status), max(r.status_pedido), max(r.status_envio),
      processing.register_value(max(r.nome)), processing.register_value(max(r.doc)), processing.register_value(max(r.telefone))
    from registro as r
    group by r.tenant_id, r.canal, r.external_id
    order by r.tenant_id, r.canal, r.external_id
    on conflict (tenant_id, canal, external_id) do update
    set
      updated_at = excluded.updated_at,
      ultimo_evento_id = greatest(p.ultimo_evento_id, excluded.ultimo_evento_id),
      mudou = case when excluded.reg_itens >= coalesce(p.reg_itens, '') then 1 else 0 end
        + case
          when excluded.reg_peso >= coalesce(p.reg_peso, '')
            or excluded.reg_dimensoes >= coalesce(p.reg_dimensoes, '')
            or excluded.reg_etiqueta >= coalesce(p.reg_etiqueta, '') then 2
          else 0
        end,
      reg_nome = greatest(p.reg_nome, excluded.reg_nome),
      reg_doc = greatest(p.reg_doc, excluded.reg_doc),
      reg_telefone = greatest(p.reg_telefone, excluded.reg_telefone),
      reg_itens = greatest(p.reg_itens, excluded.reg_itens),
      reg_peso = greatest(p.reg_peso, excluded.reg_peso),
      reg_dimensoes = greatest(p.reg_dimensoes, excluded.reg_dimensoes),
      reg_etiqueta = greatest(p.reg_etiqueta, excluded.reg_etiqueta),
      reg_status = greatest(p.reg_status, excluded.reg_status),
      reg_status_pedido = greatest(p.reg_status_pedido, excluded.reg_status_pedido),
      reg_status_envio = greatest(p.reg_status_envio, excluded.reg_status_envio),
      destinatario_nome = processing.register_value(greatest(p.reg_nome, excluded.reg_nome)),
      destinatario_doc = processing.register_value(greatest(p.reg_doc, excluded.reg_doc)),
      destinatario_telefone = processing.register_value(greatest(p.reg_telefone, excluded.reg_telefone))
    returning p.id, p.mudou
  )
  select
    (select coalesce(array_agg(r.id), '{}') from registro as r where r.falta),
    array_agg(g.id),
    array_agg(g.id) filter (where g.mudou & 4 = 4),
    array_agg(g.id) filter (where g.mudou & 5 = 5),
    array_agg(g.id) filter (where g.mudou & 5 = 1),
    array_agg(g.id) filter (where g.mudou & 6 = 2)
  into retidos, v_touched, v_new, v_new_with_items, v_old_with_items, v_old_with_volume
  from gravado as g;

  if v_new_with_items is not null or v_old_with_items is not null then
    perform processing.write_items(v_new_with_items, v_old_with_items);
  end if;
  v_changed := processing.settle_status(v_touched, p_agora);
  avisos := 0;
  if v_changed <> '{}' then
    avisos := notifications.announce_ready(v_changed, p_agora);
    v_old_with_volume := v_old_with_volume || array(
      select unnest(v_changed)
      except
      select unnest(v_new)
    );
  end if;
  if v_new is not null or v_old_with_volume is not null then
    perform processing.write_volumes(v_new, v_old_with_volume);
  end if;
  de_novo := '{}';
  if retidos <> '{}' then
    v_missing := processing.open_pendencias(retidos);
    de_novo := array(select i from unnest(retidos) as i where i <> all (v_missing));
    retidos := v_missing;
  end if;
end
$$;
