-- mercado_livre.expiring_tokens(p_dentro_de, p_agora)
--   Connectors that are ATIVO and whose access token expires within p_dentro_de.
--   Returns      their ids and the numbers of their pairs
--   Reads        hub.integracao_conector
--   Concurrency  none
create or replace function mercado_livre.expiring_tokens(
  p_dentro_de interval,
  p_agora timestamptz default clock_timestamp()
)
returns table (conector_id bigint, token_versao int)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select c.id, c.token_versao
  from hub.integracao_conector as c
  where c.status = 'ATIVO'
    and c.refresh_token_enc is not null
    and c.access_token_expira_em < p_agora + p_dentro_de
  order by c.access_token_expira_em
$$;
