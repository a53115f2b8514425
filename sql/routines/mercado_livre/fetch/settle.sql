-- mercado_livre.settle(p_id, p_lock_version, p_pedidos, p_eventos, p_voltar_em, p_motivo, p_worker, p_agora)
--   Finish a leased fetch request: store what was fetched as events, queued for their effect, all in one transaction. An
--   answer that says nothing new makes no event: see mercado_livre.new_readings.
--   p_pedidos: [{externalId, packId, envioId, envioErro, logistica, antigoAte, versao, lidoEm}], what was read of each
--   order. lidoEm: when (null: now). envioErro: why its shipment could not be read. antigoAte: see
--   hub.pedido_marketplace, of a first reading only. versao null: only its shipment envioId was read and not the order,
--   which stays as unread as before (versao -1 where it never was); a shipment that is not the order's own says nothing
--   of it.
--   p_eventos: as ingress.append_events takes them, with lidoEm.
--   p_voltar_em: the request waits and is fetched again then, because of p_motivo. Null: it is done, and p_motivo says
--   what was missing.
--   Returns      how many events were stored; null when the lease was lost, and then nothing was written
--   Writes       hub.integracao_outbox, hub.integracao_evento, hub.evento_tentativa, hub.pedido_marketplace, and as
--                mercado_livre.new_readings and ingress.append_events
--   Concurrency  optimistic: only while the lease is p_lock_version's; orders sorted by key. The commit does not wait for the
--                disk: nothing was promised to anybody, and a crash that loses it leaves the lease, after which the request
--                is fetched again
create or replace function mercado_livre.settle(
  p_id bigint,
  p_lock_version int,
  p_pedidos json,
  p_eventos json,
  p_voltar_em timestamptz default null,
  p_motivo text default null,
  p_worker text default null,
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
  v_error constant text := relay.safe_error(p_motivo);
  v_tenant bigint;
  v_channel text;
  v_event bigint;
  v_attempts int;
  v_new json;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform relay.share_release_lock();
  select o.tenant_id, o.canal, o.evento_id, o.tentativas
  into v_tenant, v_channel, v_event, v_attempts
  from hub.integracao_outbox as o
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update;
  if not found then
    return null;
  end if;

  insert into hub.pedido_marketplace as m (
    tenant_id, canal, external_id, pack_id, envio_id, envio_erro, logistica, antigo_ate, versao, versao_desde, lido_em
  )
  select
    v_tenant, v_channel, r."externalId", r."packId", r."envioId", relay.safe_error(r."envioErro"), r.logistica,
    r."antigoAte", coalesce(r.versao, -1), coalesce(r."lidoEm", p_agora), coalesce(r."lidoEm", p_agora)
  from json_to_recordset(p_pedidos) as r (
    "externalId" text, "packId" text, "envioId" text, "envioErro" text, logistica text, "antigoAte" timestamptz, versao bigint,
    "lidoEm" timestamptz
  )
  order by r."externalId"
  on conflict (tenant_id, canal, external_id) do update
  set
    pack_id = case
      when (excluded.versao, excluded.lido_em) >= (m.versao, m.lido_em) then coalesce(excluded.pack_id, m.pack_id)
      else m.pack_id
    end,
    envio_id = case
      when (excluded.versao, excluded.lido_em) >= (m.versao, m.lido_em) then coalesce(excluded.envio_id, m.envio_id)
      else coalesce(m.envio_id, excluded.envio_id)
    end,
    logistica = case
      when excluded.versao < 0 and m.versao >= 0 and m.envio_id <> excluded.envio_id then m.logistica
      when excluded.lido_em >= m.lido_em then coalesce(excluded.logistica, m.logistica)
      else coalesce(m.logistica, excluded.logistica)
    end,
    envio_erro = case
      when excluded.versao < 0 and m.versao >= 0 and m.envio_id <> excluded.envio_id then m.envio_erro
      when excluded.lido_em >= m.lido_em then excluded.envio_erro
      else m.envio_erro
    end,
    antigo_ate = case when m.versao < 0 then excluded.antigo_ate else m.antigo_ate end,
    versao = greatest(m.versao, excluded.versao),
    versao_desde = case
      when excluded.versao > m.versao then excluded.lido_em
      when excluded.versao = m.versao then least(m.versao_desde, m.lido_em, excluded.lido_em)
      when excluded.versao < 0 then m.versao_desde
      -- An older copy was read: that says nothing of this version.
      else greatest(m.lido_em, excluded.lido_em)
    end,
    lido_em = case
      when excluded.versao < 0 and m.versao >= 0 then m.lido_em
      else greatest(m.lido_em, excluded.lido_em)
    end;

  v_new := mercado_livre.new_readings(v_tenant, v_channel, p_eventos, p_agora);
  if v_new is not null then
    perform from ingress.append_events(v_new, p_agora);
  end if;

  if p_voltar_em is null then
    perform relay.finish_events(array[p_id], p_agora);
  else
    update hub.integracao_outbox as o
    set
      status = 'AGUARDANDO', motivo = 'ADIADO', proxima_tentativa_em = p_voltar_em,
      adiamentos = least(o.adiamentos + 1, 32000), ultimo_erro = v_error, bloqueado_por = null, bloqueado_ate = null
    where o.id = p_id;
    insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, erro, worker, em)
    values (v_event, v_tenant, 'ENRIQUECER', v_attempts, 'ADIADO', v_error, p_worker, p_agora);
  end if;
  if v_error is not null then
    update hub.integracao_evento as e
    set error_msg = v_error
    where e.id = v_event;
  end if;
  return coalesce(json_array_length(v_new), 0);
end
$$;
