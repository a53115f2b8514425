-- processing.release_mapped(p_tenant, p_canal, p_pendencia, p_evento, p_limite)
--   Let the next events go that waited for a mapping which is there by now, and for no other: up to p_limite, of the next
--   thousand open pending mappings from (p_pendencia, p_evento) on. A pending mapping is closed when no event waits for it
--   any more.
--   p_tenant null: of every tenant. p_canal null: of every channel.
--   Returns      vistos: what was found that had its mapping, whether or not it could be released; soltos: how many events
--                were released; pendencia, evento: where the next call begins, 0 and 0 where this one came to the end
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
  v_janela record;
  v_pares record;
  v_livres bigint[];
  v_presos bigint[];
  v_prontos bigint[];
  v_fechadas bigint[];
begin
  select
    count(*)::int as total,
    max(j.id) as ultima,
    coalesce(array_agg(j.id order by j.id) filter (where j.mapeada), '{}') as mapeadas
  into v_janela
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
  into v_pares
  from (
    select m.id as pendencia_id, espera.evento_id
    from unnest(v_janela.mapeadas) as m (id)
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

  -- A row that a step has right now may be parked by it once more: what ties it to its pending mappings stays for that.
  v_livres := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (v_pares.eventos)
    for no key update skip locked
  );
  v_presos := array(
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (v_pares.eventos)
      and o.id <> all (v_livres)
  );

  v_prontos := array(
    select e.id
    from unnest(v_livres) as e (id)
    where not exists (
      select
      from hub.pendencia_evento as outra
      join hub.pendencia_mapeamento as p on p.id = outra.pendencia_id
      where outra.evento_id = e.id
        and outra.pendencia_id <> all (v_janela.mapeadas)
        and not processing.is_mapped(p.tenant_id, p.canal, p.tipo, p.chave)
    )
  );
  soltos := cardinality(relay.release_events(v_prontos));

  -- What was ready and could not be released, as somebody has its event, is found again by the next look.
  delete from hub.pendencia_evento as pe
  using unnest(v_pares.pendencias, v_pares.eventos) as par (pendencia_id, evento_id)
  where pe.pendencia_id = par.pendencia_id
    and pe.evento_id = par.evento_id
    and par.evento_id <> all (v_presos)
    and (
      par.evento_id <> all (v_prontos)
      or not exists (
        select
        from hub.integracao_outbox as o
        where o.id = par.evento_id
          and o.status = 'AGUARDANDO'
          and o.motivo = 'MAPEAMENTO'
      )
    );

  v_fechadas := array(
    select p.id
    from hub.pendencia_mapeamento as p
    where p.id = any (v_janela.mapeadas)
      and not exists (select from hub.pendencia_evento as pe where pe.pendencia_id = p.id)
    for no key update skip locked
  );
  -- A statement of its own sees what a step has added before its lock on the row was gone.
  update hub.pendencia_mapeamento as p
  set resolvida_em = clock_timestamp()
  where p.id = any (v_fechadas)
    and not exists (select from hub.pendencia_evento as pe where pe.pendencia_id = p.id);

  vistos := v_pares.total + cardinality(v_fechadas);
  if v_pares.total = p_limite then
    pendencia := v_pares.pendencias[p_limite];
    evento := v_pares.eventos[p_limite];
  else
    pendencia := case when v_janela.total = 1000 then v_janela.ultima + 1 else 0 end;
    evento := 0;
  end if;
end
$$;
