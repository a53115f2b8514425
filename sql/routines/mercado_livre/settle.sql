-- mercado_livre.settle(p_id, p_lock_version, p_pedidos, p_eventos, p_voltar_em, p_agora)
--   What a hint pointed at was fetched: store what it says as events of ours, queued for their effect, and finish the
--   hint, all in one transaction. An event that is known already, key and content, is not stored again: its key is looked
--   up by itself, as a join would read all keys that there are.
--   p_pedidos: [{externalId, packId, envioId, versao}], what was read of each order. p_eventos: as
--   ingress.append_events takes them. p_voltar_em: the hint waits and is fetched again then; null: it is done.
--   Returns      how many events were stored; null when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.integracao_evento, hub.pedido_marketplace, and as ingress.append_events
--   Concurrency  optimistic: only while the lease is p_lock_version's; orders sorted by key. The commit does not wait for
--                the disk: nobody was promised anything, and a crash that forgets it leaves the lease, after which the
--                hint is fetched again
create or replace function mercado_livre.settle(
  p_id bigint,
  p_lock_version int,
  p_pedidos json,
  p_eventos json,
  p_voltar_em timestamptz default null,
  p_agora timestamptz default clock_timestamp()
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_tenant bigint;
  v_canal text;
  v_novos json;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform relay.share_release_lock();
  select o.tenant_id, o.canal
  into v_tenant, v_canal
  from hub.integracao_outbox as o
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update;
  if not found then
    return null;
  end if;

  insert into hub.pedido_marketplace as m (tenant_id, canal, external_id, pack_id, envio_id, versao, lido_em)
  select v_tenant, v_canal, r."externalId", r."packId", r."envioId", r.versao, p_agora
  from json_to_recordset(p_pedidos) as r ("externalId" text, "packId" text, "envioId" text, versao bigint)
  order by r."externalId"
  on conflict (tenant_id, canal, external_id) do update
  set
    pack_id = case when excluded.versao >= m.versao then coalesce(excluded.pack_id, m.pack_id) else m.pack_id end,
    envio_id = case when excluded.versao >= m.versao then coalesce(excluded.envio_id, m.envio_id) else m.envio_id end,
    versao = greatest(m.versao, excluded.versao),
    lido_em = p_agora;

  select json_agg(e.evento)
  into v_novos
  from json_array_elements(p_eventos) as e (evento)
  where (
    select i.chave
    from hub.idempotencia as i
    where i.chave = ingress.idempotency_key(
      e.evento ->> 'canal', (e.evento ->> 'tenantId')::bigint, e.evento ->> 'tipo', e.evento ->> 'externalId',
      (e.evento ->> 'versao')::bigint, e.evento ->> 'marca'
    )
  ) is null;
  if v_novos is not null then
    perform from ingress.append_events(v_novos, p_agora);
  end if;

  if p_voltar_em is null then
    perform relay.finish_events(array[p_id], p_agora);
  else
    update hub.integracao_outbox as o
    set
      status = 'AGUARDANDO', motivo = 'ADIADO', proxima_tentativa_em = p_voltar_em, bloqueado_por = null,
      bloqueado_ate = null
    where o.id = p_id;
  end if;
  return coalesce(json_array_length(v_novos), 0);
end
$$;
