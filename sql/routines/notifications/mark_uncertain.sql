-- notifications.mark_uncertain(p_id, p_erro)
--   Makes a notice INCERTA whose sending had started, and whose outcome nobody knows.
--   Returns      false when its sending had not started: it may be handed out again
--   Writes       hub.notificacao (status, erro, incerta_em)
--   Concurrency  the caller holds the outbox row's lock
create or replace function notifications.mark_uncertain(p_id bigint, p_erro text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update hub.notificacao as n
  set status = 'INCERTA', erro = p_erro, incerta_em = clock_timestamp()
  where n.id = p_id
    and n.status = 'ENVIANDO';
  return found;
end
$$;
