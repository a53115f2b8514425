-- access.note_token_use(p_id, p_agora)
--   Notes that a request has brought a token, at most once a minute.
--   Writes       hub.api_token (usado_em)
--   Concurrency  waits for nobody: where somebody holds the token's row, the next request notes it
create or replace function access.note_token_use(p_id bigint, p_agora timestamptz default clock_timestamp())
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  update hub.api_token as t
  set usado_em = p_agora
  from (
    select a.id
    from hub.api_token as a
    where a.id = p_id
      and coalesce(a.usado_em <= p_agora - interval '1 minute', true)
    for no key update skip locked
  ) as livre
  where t.id = livre.id
$$;
