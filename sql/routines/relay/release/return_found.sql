-- relay.return_found(p_tenants, p_recursos, p_ja, p_agora)
--   Queues dead fetch requests again whose resource was found again at the marketplace, with all of their attempts, so that the
--   dead do not stand in the way of the sweep. How often: relay.may_return. p_ja: a person asked, so nothing is waited for, and
--   what waits for a retry is due now. What a person has discarded stays discarded.
--   One of a resource's dead fetch requests is enough: its fetch serves the others, see mercado_livre.absorb.
--   Returns      how many are fetched because of this
--   Writes       hub.integracao_outbox, hub.integracao_evento (status), hub.auditoria
--   Concurrency  skip locked: leaves alone what somebody else has locked
create or replace function relay.return_found(
  p_tenants bigint[],
  p_recursos text[],
  p_ja boolean default false,
  p_agora timestamptz default clock_timestamp()
)
returns int
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_dead bigint[];
  v_due bigint[] := '{}';
  v_reason constant text := 'encontrado de novo no Mercado Livre';
begin
  v_dead := array(
    select dead.id
    from (
      select distinct r.tenant_id, r.recurso
      from unnest(p_tenants, p_recursos) as r (tenant_id, recurso)
    ) as found_again
    cross join lateral (
      select o.id
      from hub.integracao_outbox as o
      where o.tenant_id = found_again.tenant_id
        and o.recurso = found_again.recurso
        and o.status = 'MORTO'
        and (p_ja or relay.may_return(o.devolucoes, o.devolvido_em, p_agora))
      order by o.id desc
      limit 1
      for update skip locked
    ) as dead
  );
  if p_ja then
    v_due := array(
      select waiting.id
      from (
        select distinct r.tenant_id, r.recurso
        from unnest(p_tenants, p_recursos) as r (tenant_id, recurso)
      ) as found_again
      cross join lateral (
        select o.id
        from hub.integracao_outbox as o
        where o.tenant_id = found_again.tenant_id
          and o.recurso = found_again.recurso
          and o.status = 'AGUARDANDO'
          and o.motivo in ('RETRY', 'ADIADO')
        for update skip locked
      ) as waiting
    );
    update hub.integracao_outbox as o
    set status = 'PENDENTE', motivo = null, proxima_tentativa_em = null
    where o.id = any (v_due);
  end if;

  if v_dead <> '{}' then
    perform audit.write(
      'sistema', 'outbox.devolver', 'evento', o.id::text, o.tenant_id, v_reason,
      jsonb_build_object('tentativas', o.tentativas, 'ultimoErro', o.ultimo_erro, 'devolucoes', coalesce(o.devolucoes, 0) + 1)
    )
    from hub.integracao_outbox as o
    where o.id = any (v_dead);

    update hub.integracao_outbox as o
    set
      status = 'PENDENTE', tentativas = 0, adiamentos = 0, proxima_tentativa_em = null,
      lock_version = o.lock_version + 1, devolucoes = least(coalesce(o.devolucoes, 0) + 1, 32000), devolvido_em = p_agora
    where o.id = any (v_dead);

    update hub.integracao_evento as e
    set status = 'RECEBIDO', error_msg = null
    where e.id = any (v_dead);
  end if;
  if v_dead <> '{}' or v_due <> '{}' then
    perform relay.wake();
  end if;
  return cardinality(v_dead) + cardinality(v_due);
end
$$;
