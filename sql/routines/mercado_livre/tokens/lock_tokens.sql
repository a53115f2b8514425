-- mercado_livre.lock_tokens(p_conector)
--   Keep everybody else from refreshing a connector's tokens until this transaction ends. A refresh token works once.
--   Whoever holds the lock reads again, asks the marketplace, stores the new pair, commits, and only then uses it.
--   Writes       nothing: it locks hub.integracao_conector
--   Concurrency  the connector's row lock; waits for it as long as lock_timeout says
create or replace function mercado_livre.lock_tokens(p_conector bigint)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  perform
  from hub.integracao_conector as c
  where c.id = p_conector
  for no key update;
end
$$;
