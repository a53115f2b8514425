-- notifications.start(p_id, p_lock_version, p_agora)
--   Notes that a provider is about to be called, and with which text. Commit it before the call. From here on, a lease that expires
--   makes the notice INCERTA.
--   Returns      false when the lease was lost: do not call the provider
--   Writes       hub.notificacao (status, iniciada_em, envio_versao, texto)
--   Concurrency  optimistic: only while the lease is p_lock_version's
create or replace function notifications.start(
  p_id bigint,
  p_lock_version int,
  p_agora timestamptz default clock_timestamp()
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  perform
  from hub.integracao_outbox as o
  where o.id = p_id
    and o.lock_version = p_lock_version
    and o.status = 'EM_ANDAMENTO'
  for update;
  if not found then
    return false;
  end if;
  update hub.notificacao as n
  set
    status = 'ENVIANDO',
    iniciada_em = p_agora,
    envio_versao = p_lock_version,
    texto = notifications.render(n.pedido_id, n.pacote)
  where n.id = p_id;
  return true;
end
$$;
