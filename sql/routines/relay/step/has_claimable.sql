-- relay.has_claimable(p_base, p_agora)
--   Says whether any row of a destination's lanes is claimable (p_base as in relay.claim_rows). Locked rows count.
--   Reads        hub.integracao_outbox
--   Concurrency  none: locks nothing; moves this session's marks
create or replace function relay.has_claimable(p_base int, p_agora timestamptz)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  return 1 = any ((relay.advance_marks(p_base, p_agora)).tem);
end
$$;
