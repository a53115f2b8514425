-- relay.claim_known(p_ids)
--   Locks the outbox rows of these events, as far as they are claimable. Their keys are known, so nothing is scanned and no mark
--   is needed.
--   Returns      the ids that are locked; empty when there is nothing to do
--   Reads        hub.integracao_outbox
--   Concurrency  for update skip locked: never waits, never hands one row to two callers
create or replace function relay.claim_known(p_ids bigint[])
returns bigint[]
language sql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select coalesce(array_agg(claimed.id), '{}')
  from (
    select o.id
    from hub.integracao_outbox as o
    where o.id = any (p_ids)
      and o.destino = 'PROCESSAR'
      and o.status = 'PENDENTE'
    for update skip locked
  ) as claimed
$$;
