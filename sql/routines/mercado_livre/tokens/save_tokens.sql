-- mercado_livre.save_tokens(p_conector, p_access_enc, p_refresh_enc, p_validade, p_agora)
--   Store a new pair of tokens, sealed. A null refresh token leaves the one before it.
--   Returns      the pair's number
--   Writes       hub.integracao_conector
--   Concurrency  the caller holds the row's lock: see mercado_livre.lock_tokens
create or replace function mercado_livre.save_tokens(
  p_conector bigint,
  p_access_enc text,
  p_refresh_enc text,
  p_validade interval,
  p_agora timestamptz default clock_timestamp()
)
returns int
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  update hub.integracao_conector as c
  set
    access_token_enc = p_access_enc,
    refresh_token_enc = coalesce(p_refresh_enc, c.refresh_token_enc),
    refresh_token_em = case when p_refresh_enc is null then c.refresh_token_em else p_agora end,
    access_token_expira_em = p_agora + p_validade,
    token_versao = c.token_versao + 1,
    updated_at = p_agora
  where c.id = p_conector
  returning c.token_versao
$$;
