-- mercado_livre.sellers()
--   The sellers whose orders are synchronised: connectors that are ATIVO, of tenants whose flag is on.
--   Reads        hub.integracao_conector, hub.tenant_flag
--   Concurrency  none
create or replace function mercado_livre.sellers()
returns table (conector_id bigint, tenant_id bigint, client_id text, user_id text, application_id text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select c.id, c.tenant_id, c.client_id::text, c.user_id, coalesce(c.application_id, c.client_id)
  from hub.integracao_conector as c
  join hub.tenant_flag as f on f.tenant_id = c.tenant_id and f.nome = ingress.flag_name(c.canal) and f.ligado
  where c.canal = 'ML'
    and c.status = 'ATIVO'
    and c.client_id is not null
    and c.user_id is not null
  order by c.id
$$;
