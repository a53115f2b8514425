-- connectors.register_application(p_canal, p_client_id)
--   Gives a new application an address of its own, for the notifications of all its connectors. A null client_id is no application.
--   Writes       hub.integracao_aplicacao
--   Concurrency  an insert; of two at once, one is kept
create or replace function connectors.register_application(p_canal text, p_client_id text)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into hub.integracao_aplicacao (canal, client_id, caminho)
  select p_canal, p_client_id, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
  where p_client_id is not null
  on conflict (canal, client_id) do nothing
$$;
