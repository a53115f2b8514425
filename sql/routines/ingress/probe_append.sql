-- ingress.probe_append(p_agora)
--   Check that an append would work, and store no event. It takes the release lock and the locks of the tables, and
--   writes a page in a transaction whose commit reaches the disk. So it fails where an append would: on a standby, with
--   a full disk, while somebody holds a table.
--   Errors       25006 read-only; 53100 the disk is full; 55P03 a lock was not to be had in 1.5 s
--   Writes       hub.sonda_gravacao, emptied here at 1 MiB
--   Concurrency  waits for no other probe; it locks as ingress.append_events does
create or replace function ingress.probe_append(p_agora timestamptz default clock_timestamp())
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1500ms'
as $$
begin
  perform relay.share_release_lock();
  lock table hub.idempotencia, hub.integracao_evento, hub.integracao_outbox in row exclusive mode;
  lock table hub.tenant, hub.tenant_flag, hub.integracao_conector, hub.conector_segredo in access share mode;

  if pg_relation_size('hub.sonda_gravacao') > 1048576 then
    begin
      lock table hub.sonda_gravacao in access exclusive mode nowait;
      truncate hub.sonda_gravacao;
    exception
      -- A backup reads it, or another probe writes it: the next one empties it.
      when lock_not_available then null;
    end;
  end if;

  -- Longer than what a page with a row in it may still take.
  insert into hub.sonda_gravacao (em, recheio) values (p_agora, repeat('.', 700));
end
$$;
