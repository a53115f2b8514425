-- mercado_livre.require_authorization(p_conector, p_versao, p_motivo)
--   Note that the pair of tokens of number p_versao is of no use any more. The connector is REAUTORIZAR until its seller
--   has authorized the application again. Where there is a newer pair by now nothing is done.
--   Returns      whether it is REAUTORIZAR now
--   Writes       hub.integracao_conector (status, motivo), hub.auditoria
--   Concurrency  the connector's row lock
create or replace function mercado_livre.require_authorization(p_conector bigint, p_versao int, p_motivo text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant bigint;
begin
  update hub.integracao_conector as c
  set status = 'REAUTORIZAR', motivo = p_motivo, lock_version = c.lock_version + 1, updated_at = now()
  where c.id = p_conector
    and c.token_versao = p_versao
    and c.status = 'ATIVO'
  returning c.tenant_id into v_tenant;
  if found then
    perform audit.write('servico', 'conector.reautorizar', 'integracao_conector', p_conector::text, v_tenant, p_motivo, '{}');
  end if;
  return exists (select from hub.integracao_conector as c where c.id = p_conector and c.status = 'REAUTORIZAR');
end
$$;
