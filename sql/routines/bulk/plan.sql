-- bulk.plan(p_acao, p_filtro, p_alvos, p_ator, p_tenants, p_motivo, p_ritmo, p_forcar)
--   Plans a bulk act: notes exactly what it is to touch. Nothing is done until bulk.confirm.
--   p_acao: REPROCESSAR (p_alvos are events), DEVOLVER or DESCARTAR (p_alvos are rows of the outbox). p_filtro: the filter by which the
--   person found them. Targets that do not exist or belong to another tenant are left out, as from a list.
--   p_tenants: the tenants that the caller may touch; null: all. p_ritmo: items a second. p_forcar: see relay.reprocess.
--   Returns      the lote's id
--   Errors       HB422 an unknown act, no reason, no target, over 10,000 of them, or a pace out of bounds
--   Writes       hub.lote, hub.lote_item, hub.auditoria
--   Concurrency  inserts
create or replace function bulk.plan(
  p_acao text,
  p_filtro jsonb,
  p_alvos bigint[],
  p_ator text,
  p_tenants bigint[],
  p_motivo text,
  p_ritmo int default 20,
  p_forcar boolean default false
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
as $$
declare
  v_reach constant bigint[] := access.reach(p_tenants);
  v_bulk bigint;
  v_targets bigint[];
  v_their_tenants bigint[];
  v_tenants bigint[];
begin
  if p_acao is null or p_acao not in ('REPROCESSAR', 'DEVOLVER', 'DESCARTAR') then
    raise exception 'a ação de um lote é REPROCESSAR, DEVOLVER ou DESCARTAR' using errcode = 'HB422';
  end if;
  perform audit.require_reason(p_motivo, 'do lote');
  if p_ritmo is null or p_ritmo not between 1 and 500 then
    raise exception 'o ritmo de um lote vai de 1 a 500 por segundo' using errcode = 'HB422';
  end if;
  select array_agg(alvo.id order by alvo.id), array_agg(alvo.tenant_id order by alvo.id), array_agg(distinct alvo.tenant_id)
  into v_targets, v_their_tenants, v_tenants
  from (
    select pedido.id, coalesce(e.tenant_id, o.tenant_id) as tenant_id
    from (select distinct unnest(p_alvos) as id) as pedido
    left join hub.integracao_evento as e on e.id = pedido.id and p_acao = 'REPROCESSAR'
    left join hub.integracao_outbox as o on o.id = pedido.id and p_acao <> 'REPROCESSAR'
  ) as alvo
  where alvo.tenant_id is not null
    and (v_reach is null or alvo.tenant_id = any (v_reach));
  if v_targets is null then
    raise exception 'nada a fazer: nenhuma linha corresponde' using errcode = 'HB422';
  end if;
  if cardinality(v_targets) > 10000 then
    raise exception 'um lote tem no máximo 10.000 linhas; restrinja o filtro' using errcode = 'HB422';
  end if;

  insert into hub.lote as l (acao, filtro, ate_evento, forcar, tenants, total, ritmo_por_segundo, motivo, ator)
  values (
    p_acao, coalesce(p_filtro, '{}'), v_targets[cardinality(v_targets)], coalesce(p_forcar, false), v_reach,
    cardinality(v_targets), p_ritmo, audit.mask_text(btrim(p_motivo)), coalesce(p_ator, session_user)
  )
  returning l.id into v_bulk;
  insert into hub.lote_item (lote_id, alvo_id, tenant_id)
  select v_bulk, alvo.id, alvo.tenant_id
  from unnest(v_targets, v_their_tenants) as alvo (id, tenant_id);
  perform audit.write(
    p_ator, 'lote.planejar', 'lote', v_bulk::text, case when cardinality(v_tenants) = 1 then v_tenants[1] end, p_motivo,
    jsonb_build_object('acao', p_acao, 'total', cardinality(v_targets), 'filtro', p_filtro)
  );
  return v_bulk;
end
$$;
