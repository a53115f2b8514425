-- processing.release_mapped(p_tenant, p_canal, p_pendencia, p_evento, p_limite)
--   Release the next events that waited only for mappings that are there by now: up to p_limite, of the next thousand
--   open pending mappings from (p_pendencia, p_evento) on. A pending mapping is closed when no event waits for it any
--   more.
--   p_tenant null: of every tenant. p_canal null: of every channel.
--   Returns      vistos: how much was found that had its mapping, whether or not it could be released; soltos: how many
--                events were released; pendencia, evento: where the next call begins, 0 and 0 at the end
--   Writes       hub.pendencia_mapeamento, hub.pendencia_evento, and as relay.release_events
--   Concurrency  skip locked: waits for nobody. A step may open a pending mapping while this closes it: it is open then
create or replace function processing.release_mapped(
  p_tenant bigint,
  p_canal text,
  p_pendencia bigint,
  p_evento bigint,
  p_limite int,
  out vistos int,
  out soltos int,
  out pendencia bigint,
  out evento bigint
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_window record;
  v_pairs record;
  v_free bigint[];
  v_held bigint[];
  v_ready bigint[];
  v_closed bigint[];
begin
  select
    count(*)::int as total,
    max(j.id) as ultima,
    coalesce(array_agg(j.id order by j.id) filter (where j.mapeada), '{}') as mapeadas
  into v_window
  from (
    select
      p.id,
      (p_tenant is null or p.tenant_id = p_tenant)
        and (p_canal is null or p.canal = p_canal)
        and processing.is_mapped(p.tenant_id, p.canal, p.tipo, p.chave) as mapeada
    from (
      select aberta.*
      from hub.pendencia_mapeamento as aberta
      where aberta.resolvida_em is null
        and aberta.id >= p_pendencia
      order by aberta.id
      limit 1000
    ) as p
  ) as j;

  select
    count(*)::int as total,
    coalesce(array_agg(par.pendencia_id order by par.pendencia_id, par.evento_id), '{}') as pendencias,
    coalesce(array_agg(par.evento_id order by par.pendencia_id, par.evento_id), '{}') as eventos
  into v_pairs
  from (
    select m.id as pendencia_id, espera.evento_id
    from unnest(v_window.mapeadas) as m (id)
    cross join lateral (
      select pe.evento_id
      from hub.pendencia_evento as pe
      where pe.pendencia_id = m.id
        and pe.evento_id > case when m.id = p_pendencia then p_evento else 0 end
      order by pe.evento_id
      limit p_limite
    ) as espera
    limit p_limite
  ) as par;

  -- A step may park again a row that it works on right now, so what ties that row to its pending mappings stays.
  v_free := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (v_pairs.eventos)
    for no key update skip locked
  );
  v_held := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (v_pairs.eventos)
      and o.id <> all (v_free)
  );

  v_ready := array(
    select e.id
    from unnest(v_free) as e (id)
    where not exists (
      select
      from hub.pendencia_evento as outra
      join hub.pendencia_mapeamento as p on p.id = outra.pendencia_id
      where outra.evento_id = e.id
        and outra.pendencia_id <> all (v_window.mapeadas)
        and not processing.is_mapped(p.tenant_id, p.canal, p.tipo, p.chave)
    )
  );
  soltos := cardinality(relay.release_events(v_ready));

  -- An event that was ready but could not be released, because somebody works on it, is found again by the next call.
  delete from hub.pendencia_evento as pe
  using unnest(v_pairs.pendencias, v_pairs.eventos) as par (pendencia_id, evento_id)
  where pe.pendencia_id = par.pendencia_id
    and pe.evento_id = par.evento_id
    and par.evento_id <> all (v_held)
    and (
      par.evento_id <> all (v_ready)
      or not exists (
        select
        from hub.integracao_outbox as o
        where o.id = par.evento_id
          and o.status = 'AGUARDANDO'
          and o.motivo = 'MAPEAMENTO'
      )
    );

  v_closed := array(
    select p.id
    from hub.pendencia_mapeamento as p
    where p.id = any (v_window.mapeadas)
      and not exists (select from hub.pendencia_evento as pe where pe.pendencia_id = p.id)
    for no key update skip locked
  );
  -- A statement of its own sees what a step has added before its lock on the row was gone.
  update hub.pendencia_mapeamento as p
  set resolvida_em = clock_timestamp()
  where p.id = any (v_closed)
    and not exists (select from hub.pendencia_evento as pe where pe.pendencia_id = p.id);

  vistos := v_pairs.total + cardinality(v_closed);
  if v_pairs.total = p_limite then
    pendencia := v_pairs.pendencias[p_limite];
    evento := v_pairs.eventos[p_limite];
  else
    pendencia := case when v_window.total = 1000 then v_window.ultima + 1 else 0 end;
    evento := 0;
  end if;
end
$$;
