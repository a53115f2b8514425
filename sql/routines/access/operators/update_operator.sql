-- access.update_operator(p_id, p_nome, p_papel, p_tenants, p_ativo, p_lock_version, p_ator, p_escopo, p_agora)
--   Changes an operator. Another papel, other tenants or a deactivation (p_ativo false) end all of the operator's sessions.
--   p_escopo: the tenants that the caller may touch; null: all.
--   Returns      the new lock_version
--   Errors       HB404 no such operator (or one beyond p_escopo), or no such tenant; HB409 somebody changed the operator
--                since p_lock_version, or no active admin would remain; HB422 an invalid name or role, or a tenant
--                beyond p_escopo
--   Writes       hub.operador, hub.operador_sessao, hub.auditoria
--   Concurrency  the row locks of all active admins, by id, then the operator's: two admins can't deactivate each other at once
create or replace function access.update_operator(
  p_id bigint,
  p_nome text,
  p_papel text,
  p_tenants bigint[],
  p_ativo boolean,
  p_lock_version bigint,
  p_ator text,
  p_escopo bigint[] default null,
  p_agora timestamptz default clock_timestamp()
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_before hub.operador;
  v_after hub.operador;
begin
  perform from hub.operador as o where o.papel = 'admin' and o.desativado_em is null order by o.id for update;
  select * into v_before
  from access.lock_operator((select o.login from hub.operador as o where o.id = p_id), p_escopo);
  if v_before.lock_version <> p_lock_version then
    raise exception 'outra pessoa alterou este operador enquanto você o editava; recarregue e repita a alteração'
      using errcode = 'HB409';
  end if;
  perform access.require_operator_data(p_nome, p_papel, p_tenants, access.reach(p_escopo));

  update hub.operador as o
  set
    nome = btrim(p_nome),
    papel = p_papel,
    tenants = p_tenants,
    desativado_em = case when not p_ativo then coalesce(o.desativado_em, p_agora) end,
    lock_version = o.lock_version + 1
  where o.id = p_id
  returning o.* into v_after;
  if not exists (select from hub.operador as o where o.papel = 'admin' and o.desativado_em is null) then
    raise exception 'este é o único administrador ativo; antes, torne outro operador administrador' using errcode = 'HB409';
  end if;
  if not p_ativo or v_after.papel <> v_before.papel or v_after.tenants <> v_before.tenants then
    perform access.close_sessions(p_id, null, p_agora);
  end if;
  perform audit.write(
    p_ator, 'operador.alterar', 'operador', p_id::text, null, null,
    jsonb_build_object(
      'login', v_before.login,
      'antes', jsonb_build_object('papel', v_before.papel, 'tenants', v_before.tenants, 'ativo', v_before.desativado_em is null),
      'depois', jsonb_build_object('papel', v_after.papel, 'tenants', v_after.tenants, 'ativo', p_ativo)
    )
  );
  return v_after.lock_version;
end
$$;
