-- relay.may_go(p_tenant, p_canal, p_motivo)
--   Says whether what a tenant's rows wait for has come: ESTACIONADO (its flag is on) or REAUTORIZAR (its connector can be used).
--   Reads        hub.tenant_flag, hub.integracao_conector
--   Concurrency  none
create or replace function relay.may_go(p_tenant bigint, p_canal text, p_motivo text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case p_motivo
    when 'ESTACIONADO' then exists (
      select
      from hub.tenant_flag as f
      where f.tenant_id = p_tenant
        and f.nome = ingress.flag_name(p_canal)
        and f.ligado
    )
    else exists (
      select
      from hub.integracao_conector as c
      where c.tenant_id = p_tenant
        and c.canal = p_canal
        and c.status = 'ATIVO'
        and c.client_id is not null
        and c.user_id is not null
    )
  end
$$;
