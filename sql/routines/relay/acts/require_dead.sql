-- relay.require_dead(p_linha, p_tenants)
--   Raises an error unless the row is of one of the caller's tenants, and dead.
--   Errors       HB404 no such row (or another tenant's); HB409 the row is not MORTO
--   Reads        as access.reach
--   Concurrency  none
create or replace function relay.require_dead(p_linha hub.integracao_outbox, p_tenants bigint[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_linha.id is null or p_linha.tenant_id <> all (access.reach(p_tenants)) then
    raise exception 'linha da fila não encontrada' using errcode = 'HB404';
  end if;
  if p_linha.status <> 'MORTO' then
    raise exception 'a linha está % e só uma linha MORTA é devolvida ou descartada', p_linha.status using errcode = 'HB409';
  end if;
end
$$;
