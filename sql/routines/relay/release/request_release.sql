-- relay.request_release(p_tenant, p_canal, p_motivo, p_ator)
--   Asks for a release: the last statement of an act that brings a mapping, a flag or a seller. The act's own transaction releases
--   nothing, and locks nothing that a step or an append needs. relay.release_batch does the rest once it is committed.
--   p_tenant null (MAPEAMENTO): of every tenant. p_canal null: of every channel.
--   Returns      the id of the release
--   Writes       hub.liberacao
--   Concurrency  none
create or replace function relay.request_release(p_tenant bigint, p_canal text, p_motivo text, p_ator text)
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into hub.liberacao (tenant_id, canal, motivo, pedida_por)
  values (p_tenant, p_canal, p_motivo, p_ator)
  returning id
$$;
