-- bulk.summary(p_lote, p_tenants)
--   Says what a bulk act is about to touch, for the person who is to confirm it: how many, since when, which types and statuses, a
--   sample, and its effects in sentences. It describes today; at the time of planning, that is what will happen.
--   p_tenants: the tenants that the caller may see; null: all.
--   Returns      {total, maisAntigo, maisNovo, porTipo: [{nome, total}], porStatus: [{nome, total}], amostra: [id],
--                efeitos: [{codigo, total, frase}]}
--   Errors       HB404 no such lote (or not the caller's)
--   Reads        hub.lote, hub.lote_item, hub.integracao_evento, hub.integracao_outbox
--   Concurrency  none
create or replace function bulk.summary(p_lote bigint, p_tenants bigint[] default null)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_bulk hub.lote;
  v_summary jsonb;
begin
  select * into v_bulk
  from hub.lote as l
  where l.id = p_lote
    and (v_tenants is null or l.tenants <@ v_tenants);
  if not found then
    raise exception 'lote não encontrado' using errcode = 'HB404';
  end if;

  with alvo as materialized (
    select
      i.alvo_id as id,
      coalesce(e.tipo, 'AVISO') as tipo,
      coalesce(e.status, n.status) as status,
      coalesce(e.received_at, n.criado_em) as desde,
      o.destino,
      o.status as na_fila,
      o.motivo
    from hub.lote_item as i
    left join hub.integracao_evento as e on e.id = i.alvo_id
    left join hub.notificacao as n on n.id = i.alvo_id and e.id is null
    left join hub.integracao_outbox as o on o.id = i.alvo_id
    where i.lote_id = p_lote
  ),
  efeito (ordem, acao, codigo, total, frase) as (
    select 1, 'REPROCESSAR', 'SEM_EFEITO', count(*) filter (where alvo.status in ('DUPLICADO', 'IGNORADO')),
      'são duplicados ou ignorados e serão recusados'
    from alvo
    union all
    select 2, 'REPROCESSAR', case when v_bulk.forcar then 'OUTRA_VEZ' else 'JA_APLICADO' end,
      count(*) filter (where alvo.status in ('PROCESSADO', 'REPROCESSADO')),
      case
        when v_bulk.forcar then 'já foram processados e serão aplicados outra vez'
        else 'já foram processados e serão recusados'
      end
    from alvo
    union all
    select 3, 'REPROCESSAR', 'CONSULTA', count(*) filter (where alvo.tipo = 'NOTIFICACAO'),
      'buscam o pedido outra vez no marketplace'
    from alvo
    union all
    select 4, 'REPROCESSAR', 'TENTATIVA_ANTECIPADA', count(*) filter (where alvo.motivo in ('RETRY', 'ADIADO')),
      'têm uma tentativa marcada, que é substituída'
    from alvo
    union all
    select 5, 'REPROCESSAR', 'FALTA_MAPEAMENTO', count(*) filter (where alvo.motivo = 'MAPEAMENTO'),
      'esperam por mapeamento e voltam a esperar se ele ainda faltar'
    from alvo
    union all
    select 6, 'REPROCESSAR', 'SEM_REENVIO', count(*), 'não reenviam nenhum aviso de retirada que já saiu' from alvo
    union all
    select 7, 'DEVOLVER', 'VOLTA_A_FILA', count(*) filter (where alvo.na_fila = 'MORTO' and alvo.destino <> 'NOTIFICAR'),
      'eventos voltam à fila com todas as tentativas'
    from alvo
    union all
    select 8, 'DEVOLVER', 'AVISA_CLIENTE', count(*) filter (where alvo.na_fila = 'MORTO' and alvo.destino = 'NOTIFICAR'),
      'avisos de retirada serão enviados a clientes'
    from alvo
    union all
    select 9, 'DESCARTAR', 'SEM_PEDIDO', count(*) filter (where alvo.na_fila = 'MORTO' and alvo.destino <> 'NOTIFICAR'),
      'eventos deixam a fila e não terão efeito'
    from alvo
    union all
    select 10, 'DESCARTAR', 'SEM_AVISO', count(*) filter (where alvo.na_fila = 'MORTO' and alvo.destino = 'NOTIFICAR'),
      'clientes não serão avisados'
    from alvo
    union all
    select 11, 'DEVOLVER', 'NAO_MORTO', count(*) filter (where alvo.na_fila is distinct from 'MORTO'),
      'não estão mortos e serão recusados'
    from alvo
    union all
    select 12, 'DESCARTAR', 'NAO_MORTO', count(*) filter (where alvo.na_fila is distinct from 'MORTO'),
      'não estão mortos e serão recusados'
    from alvo
  )
  select jsonb_build_object(
    'total', v_bulk.total,
    'maisAntigo', (select min(alvo.desde) from alvo),
    'maisNovo', (select max(alvo.desde) from alvo),
    'porTipo', (
      select jsonb_agg(jsonb_build_object('nome', t.tipo, 'total', t.total) order by t.total desc, t.tipo)
      from (select alvo.tipo, count(*) as total from alvo group by alvo.tipo) as t
    ),
    'porStatus', (
      select jsonb_agg(jsonb_build_object('nome', s.status, 'total', s.total) order by s.total desc, s.status)
      from (select alvo.status, count(*) as total from alvo group by alvo.status) as s
    ),
    'amostra', (select jsonb_agg(a.id::text) from (select alvo.id from alvo order by alvo.id limit 10) as a),
    'efeitos', coalesce(
      (
        select jsonb_agg(jsonb_build_object('codigo', f.codigo, 'total', f.total, 'frase', f.frase) order by f.ordem)
        from efeito as f
        where f.acao = v_bulk.acao
          and f.total > 0
      ),
      '[]'
    )
  )
  into v_summary;
  return v_summary;
end
$$;
