-- mercado_livre.read_tokens(p_conector, p_agora)
--   A connector's tokens, sealed, and what is needed to ask for newer ones.
--   Returns      one row; none where there is no such connector. restam_ms: for how much longer the access token is good,
--                below zero where it is no more; null where there is none
--   Reads        hub.integracao_conector
--   Concurrency  none
create or replace function mercado_livre.read_tokens(p_conector bigint, p_agora timestamptz default clock_timestamp())
returns table (
  tenant_id bigint,
  status text,
  client_id text,
  client_secret_enc text,
  access_token_enc text,
  restam_ms double precision,
  refresh_token_enc text,
  token_versao int
)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select
    c.tenant_id, c.status::text, c.client_id::text, c.client_secret_enc, c.access_token_enc,
    extract(epoch from c.access_token_expira_em - p_agora)::double precision * 1000, c.refresh_token_enc, c.token_versao
  from hub.integracao_conector as c
  where c.id = p_conector
$$;
