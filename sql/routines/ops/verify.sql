-- ops.verify()
--   Compares events with effects, and says for each promise whether the data keeps it.
--   Returns      promessa, verificados (how many rows were looked at), falhas (how many break it), exemplos (up to 5 ids)
--   Reads        every table of the main job
--   Concurrency  none; it reads everything, so run it when a full scan does no harm
create or replace function ops.verify()
returns table (promessa text, verificados bigint, falhas bigint, exemplos text[])
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with espera as (
    select e.id, e.status, o.id is not null as na_fila, o.reprocess_id is not null as reprocesso
    from hub.integracao_evento as e
    left join hub.integracao_outbox as o on o.id = e.id
  ),
  -- What each event says of its order. certo: its effect has been applied. Any other may have been, or not: it waited for a
  -- mapping and is tried again, or was reprocessed and has failed since.
  dito as (
    select
      e.tenant_id, e.canal, e.external_id,
      e.status in ('PROCESSADO', 'REPROCESSADO', 'MAPEAMENTO')
        or (e.processed_at is not null and e.status not in ('DUPLICADO', 'IGNORADO')) as certo,
      registro.nome, (ordem.texto || registro.valor) collate "C" as texto
    from hub.integracao_evento as e
    cross join lateral (
      select processing.register_order(e.versao, e.tipo, e.lido_em) as texto
    ) as ordem
    cross join lateral (
      values
        ('nome', e.payload_json #>> '{destinatario,nome}'), ('doc', e.payload_json #>> '{destinatario,doc}'),
        ('telefone', e.payload_json #>> '{destinatario,telefone}'), ('itens', e.payload_json ->> 'itens'),
        ('peso', e.payload_json #>> '{volume,peso}'), ('dimensoes', e.payload_json #>> '{volume,dimensoes}'),
        ('etiqueta', e.payload_json ->> 'etiqueta')
    ) as registro (nome, valor)
    where e.tipo <> 'NOTIFICACAO'
      and e.status <> 'DUPLICADO'
      and e.external_id is not null
  ),
  dobrado as (
    select
      d.tenant_id, d.canal, d.external_id, d.nome, bool_or(d.certo) as certo,
      max(d.texto) filter (where d.certo) as minimo, array_agg(d.texto) filter (where d.texto is not null) as ditos
    from dito as d
    group by d.tenant_id, d.canal, d.external_id, d.nome
  ),
  aviso as (
    select n.pedido_id, count(*) as total
    from hub.notificacao as n
    where n.origem = 'AUTOMATICA'
    group by n.pedido_id
  ),
  achado as (
    select 1 as ordem, 'todo evento aceito está na fila ou terminado' as promessa, espera.id::text as id,
      case
        when espera.status in ('PROCESSADO', 'REPROCESSADO', 'DUPLICADO', 'IGNORADO') then not espera.na_fila
        else espera.na_fila
      end as mantida
    from espera
    union all
    select 2, 'cada chave de idempotência tem um só evento com efeito', i.chave,
      exists (
        select
        from hub.integracao_evento as e
        where e.id = i.evento_id
          and e.chave = i.chave
          and (e.status <> 'DUPLICADO' or e.tipo = 'NOTIFICACAO')
      )
    from hub.idempotencia as i
    union all
    select 2, 'cada chave de idempotência tem um só evento com efeito', e.id::text,
      exists (select from hub.idempotencia as i where i.chave = e.chave and (i.evento_id = e.id or e.status = 'DUPLICADO'))
    from hub.integracao_evento as e
    where e.status <> 'IGNORADO'
    union all
    select 3, 'o pedido é a dobra dos seus eventos', coalesce(p.id::text, d.external_id),
      p.id is not null
        and bool_and(
          case
            when r.valor is null then d.minimo is null
            else coalesce(r.valor = any (d.ditos), false) and coalesce(r.valor >= d.minimo, true)
          end
        )
    from dobrado as d
    left join hub.pedido as p
      on p.tenant_id = d.tenant_id and p.canal = d.canal and p.external_id = d.external_id
    left join lateral (
      select case d.nome
        when 'nome' then p.reg_nome
        when 'doc' then p.reg_doc
        when 'telefone' then p.reg_telefone
        when 'itens' then p.reg_itens
        when 'peso' then p.reg_peso
        when 'dimensoes' then p.reg_dimensoes
        else p.reg_etiqueta
      end as valor
    ) as r on true
    group by d.tenant_id, d.canal, d.external_id, p.id
    having p.id is not null or bool_or(d.certo)
    union all
    select 4, 'itens e volume são o que o pedido registra', p.id::text,
      not exists (
        (
          select i.sku_externo, i.quantidade from hub.pedido_item as i where i.pedido_id = p.id
          except
          select r.sku, sum(r.quantidade)
          from jsonb_to_recordset(processing.register_value(p.reg_itens)::jsonb) as r (sku text, quantidade numeric)
          group by r.sku
        )
        union all
        (
          select r.sku, sum(r.quantidade)
          from jsonb_to_recordset(processing.register_value(p.reg_itens)::jsonb) as r (sku text, quantidade numeric)
          group by r.sku
          except
          select i.sku_externo, i.quantidade from hub.pedido_item as i where i.pedido_id = p.id
        )
      )
      and exists (
        select
        from hub.volume as v
        where v.pedido_id = p.id
          and (v.etiqueta_externa, v.peso, v.dimensoes, v.status::text) is not distinct from (
            processing.register_value(p.reg_etiqueta), processing.register_value(p.reg_peso)::numeric, processing.register_value(p.reg_dimensoes)::jsonb, p.status::text
          )
      )
    from hub.pedido as p
    where p.external_id is not null
    union all
    select 5, 'um só aviso automático por pedido que ficou PRONTO, ou pelo seu pacote', p.id::text,
      coalesce(aviso.total, 0) = case when p.ready_at is null or p.sem_aviso is not null then 0 else 1 end
      or (p.ready_at is not null and aviso.total is null and exists (
        select
        from hub.pedido_marketplace as m
        where m.tenant_id = p.tenant_id
          and m.canal = p.canal
          and m.external_id = p.external_id
          and (
            exists (
              select
              from hub.notificacao as n
              where n.tenant_id = m.tenant_id
                and split_part(n.pacote, '/', 1) = m.pack_id
                and n.origem = 'AUTOMATICA'
            )
            -- One that was cancelled before it left speaks for no pack any more.
            or exists (
              select
              from hub.pedido_marketplace as outro
              join hub.pedido as dele
                on dele.tenant_id = outro.tenant_id and dele.canal = outro.canal and dele.external_id = outro.external_id
              join aviso as do_outro on do_outro.pedido_id = dele.id
              where outro.tenant_id = m.tenant_id
                and outro.pack_id = m.pack_id
            )
          )
      ))
    from hub.pedido as p
    left join aviso on aviso.pedido_id = p.id
    where p.external_id is not null
    union all
    select 6, 'nada na fila sem dono', o.id::text,
      case o.destino
        when 'NOTIFICAR' then exists (select from hub.notificacao as n where n.id = o.id and n.status in ('PENDENTE', 'ENVIANDO', 'FALHOU'))
        else exists (select from hub.integracao_evento as e where e.id = o.id)
      end
    from hub.integracao_outbox as o
    union all
    select 6, 'nada na fila fora da faixa de sua loja', o.id::text,
      exists (
        select
        from hub.tenant as t
        join hub.faixa as f on f.numero = t.faixa
        where t.id = o.tenant_id
          and o.faixa = case o.destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 256 else 512 end + t.faixa
      )
    from hub.integracao_outbox as o
    union all
    select 7, 'todo aviso pendente está na fila', n.id::text,
      exists (select from hub.integracao_outbox as o where o.id = n.id)
    from hub.notificacao as n
    where n.status in ('PENDENTE', 'ENVIANDO')
    union all
    select 8, 'nenhum pedido, item ou volume sem dono', p.id::text, exists (select from hub.tenant as t where t.id = p.tenant_id)
    from hub.pedido as p
    union all
    select 8, 'nenhum pedido, item ou volume sem dono', parte.id, exists (select from hub.pedido as p where p.id = parte.pedido_id)
    from (
      select i.pedido_id::text || '/' || i.sku_externo as id, i.pedido_id from hub.pedido_item as i
      union all
      select v.id::text, v.pedido_id from hub.volume as v
    ) as parte
  )
  select
    achado.promessa,
    count(*),
    count(*) filter (where not achado.mantida),
    coalesce((array_agg(achado.id) filter (where not achado.mantida))[1:5], '{}')
  from achado
  group by achado.ordem, achado.promessa
  order by achado.ordem
$$;
