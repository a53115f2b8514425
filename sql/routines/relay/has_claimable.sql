-- relay.has_claimable(p_base, p_agora)
--   Whether any row of the lanes p_base .. p_base + 7 can be claimed; locked ones count.
--   Reads        hub.integracao_outbox
--   Concurrency  none: locks nothing; moves this session's marks
create or replace function relay.has_claimable(p_base int, p_agora timestamptz)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select 1 = any (marca.tem) or marca.achados <> '{}'
  from relay.advance_marks(p_base, p_agora) as marca
$$;
