-- ingress.append_events(p_eventos, p_agora, p_espera_ms, p_avisar)
--   Store events, claim their idempotency keys and queue them, in one transaction. Many requests may share it.
--   p_eventos: [{canal, tenantId, externalId, tipo, versao, marca, lidoEm, recurso, payload, traceId, origem, ignorar,
--   conferencia}], already validated and minimised.
--   marca: see ingress.idempotency_key. lidoEm: when it was read. conferencia: what proved who sent it, see
--   hub.integracao_evento.
--   recurso: what is fetched before the event has an effect. Such an event is queued for ENRIQUECER, any other for
--   PROCESSAR.
--   ignorar: nothing handles its type. It is IGNORADO: stored without its payload, and not queued.
--   A key that was claimed before makes a DUPLICADO: without its payload, linked to the first, not queued. motivo says
--   CONFLITO when its payload differs from the first's. The duplicate of a resource notification gives a dead fetch
--   request back to the queue: see relay.return_found.
--   The event of a tenant whose flag is off is ESTACIONADO: queued, and it waits.
--   p_espera_ms: how long a lock that somebody else holds is waited for, in milliseconds; null: 150. A marketplace waits
--   for 500 ms, and then counts a failure.
--   p_avisar: whether to notify a relay that sleeps. A caller that wakes one of its own process after the commit says false.
--   Returns      for each event, in the order sent: posicao (from 1), evento_id, status, motivo
--   Errors       55P03 somebody else holds a lock that this needs; nothing was stored
--   Writes       hub.idempotencia, hub.integracao_evento, hub.integracao_outbox
--   Concurrency  keys are claimed sorted, so that two batches cannot deadlock; a batch waits for another that holds one
--                of its keys, and then finds duplicates
create or replace function ingress.append_events(
  p_eventos json,
  p_agora timestamptz default clock_timestamp(),
  p_espera_ms int default null,
  p_avisar boolean default true
)
returns table (posicao int, evento_id bigint, status text, motivo text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '150ms'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_batch ingress.evento_recebido[];
  v_new bigint[];
  v_all_new boolean;
  v_fetches boolean;
  v_effects boolean;
begin
  if p_espera_ms is not null then
    perform set_config('lock_timeout', p_espera_ms::text, true);
  end if;
  perform relay.share_release_lock();

  select array_agg(
    row(
      e.n, nextval('hub.integracao_evento_id_seq'), e.canal, e."tenantId", e."externalId", e.tipo, e.versao,
      ingress.idempotency_key(e.canal, e."tenantId", e.tipo, e."externalId", e.versao, e.marca),
      e.payload, coalesce(e."traceId", gen_random_uuid()), coalesce(e.origem, 'WEBHOOK'),
      case
        when e.ignorar then 'IGNORADO'
        when not coalesce(f.ligado, false) then 'ESTACIONADO'
        else 'RECEBIDO'
      end,
      e.recurso, e.conferencia, e."lidoEm"
    )::ingress.evento_recebido
    order by e.n
  ), bool_or(e.recurso is not null), bool_or(e.recurso is null)
  into v_batch, v_fetches, v_effects
  from rows from (
    json_to_recordset(p_eventos) as (
      canal text, "tenantId" bigint, "externalId" text, tipo text, versao bigint, marca text, recurso text,
      payload jsonb, "traceId" uuid, origem text, ignorar boolean, conferencia text, "lidoEm" timestamptz
    )
  ) with ordinality as e (
    canal, "tenantId", "externalId", tipo, versao, marca, recurso, payload, "traceId", origem, ignorar, conferencia,
    "lidoEm", n
  )
  left join hub.tenant_flag as f on f.tenant_id = e."tenantId" and f.nome = ingress.flag_name(e.canal);

  with chave as (
    insert into hub.idempotencia as i (chave, evento_id, created_at)
    select distinct on (e.chave) e.chave, e.id, p_agora
    from unnest(v_batch) as e
    where e.status <> 'IGNORADO'
    order by e.chave, e.posicao
    on conflict (chave) do nothing
    returning i.evento_id
  )
  select coalesce(array_agg(chave.evento_id), '{}') into v_new from chave;
  -- Mostly all are new; then the ids of a thousand need not be searched for each of a thousand events.
  v_all_new := cardinality(v_new) = cardinality(v_batch);

  -- A statement of its own, so that its snapshot sees the key that this batch may have waited for.
  return query
  with evento as (
    insert into hub.integracao_evento as e (
      id, canal, tenant_id, external_id, tipo, payload_json, received_at, processed_at, status, error_msg,
      trace_id, versao, chave, duplicado_de, origem, conferencia, lido_em, ignorado
    )
    select
      r.id, r.canal, r.tenant_id, r.external_id, r.tipo,
      case when v_all_new or r.id = any (v_new) then r.payload else '{}' end,
      p_agora,
      case when v_all_new or r.id = any (v_new) then null else p_agora end,
      case when v_all_new or r.id = any (v_new) or r.status = 'IGNORADO' then r.status else 'DUPLICADO' end,
      case when primeiro.payload_json <> r.payload and primeiro.payload_json <> '{}' then 'CONFLITO' end,
      r.trace_id, r.versao, r.chave, primeiro.id, r.origem, r.conferencia, r.lido_em,
      case when r.status = 'IGNORADO' then true end
    from unnest(v_batch) as r
    left join lateral (
      select
        i.evento_id as id,
        coalesce(
          (select antigo.payload_json from hub.integracao_evento as antigo where antigo.id = i.evento_id),
          (select irmao.payload from unnest(v_batch) as irmao where irmao.id = i.evento_id)
        ) as payload_json
      from hub.idempotencia as i
      where i.chave = r.chave
        and not v_all_new
        and r.id <> all (v_new)
        and r.status <> 'IGNORADO'
      limit 1
    ) as primeiro on true
    returning e.id, e.status, e.error_msg
  ),
  enfileirado as (
    insert into hub.integracao_outbox (
      id, evento_id, tenant_id, canal, destino, faixa, recurso, trace_id, criado_em, status, motivo
    )
    select
      r.id, r.id, r.tenant_id, r.canal, case when r.recurso is null then 'PROCESSAR' else 'ENRIQUECER' end,
      case when r.recurso is null then 0 else 512 end + (select t.faixa from hub.tenant as t where t.id = r.tenant_id),
      r.recurso, r.trace_id, p_agora,
      case when r.status = 'RECEBIDO' then 'PENDENTE' else 'AGUARDANDO' end,
      case when r.status = 'RECEBIDO' then null else r.status end
    from unnest(v_batch) as r
    where v_all_new or r.id = any (v_new)
  )
  select r.posicao, r.id, evento.status::text, evento.error_msg
  from unnest(v_batch) as r
  join evento on evento.id = r.id
  order by r.posicao;

  -- A notification that comes a second time says that its resource is still wanted, even where its fetch request is dead.
  if not v_all_new then
    perform relay.return_found(
      array_agg(r.tenant_id), array_agg(r.recurso), false, p_agora
    )
    from unnest(v_batch) as r
    where r.recurso is not null
      and r.id <> all (v_new)
    having count(*) > 0;
  end if;

  if p_avisar then
    perform relay.wake(
      case when not v_fetches then 'PROCESSAR' when not v_effects then 'ENRIQUECER' end,
      case when not v_fetches and cardinality(v_new) = 1 then v_new[1] end
    );
  end if;
end
$$;
