-- tenants.save_tenant(p_id, p_nome, p_endereco, p_horario, p_meio_aviso, p_ator, p_tenants, p_visto)
--   Makes a tenant, or changes what is given of it; null leaves a field as it is.
--   p_tenants: the tenants that the caller may touch; null: all. p_visto: the updated_at that the person saw; null: any.
--   Returns      true when it was made
--   Errors       HB404 not one of the caller's; HB409 it was saved since it was seen; HB422 a new tenant
--                without a name, or an unknown means of notice
--   Writes       hub.tenant, hub.auditoria
--   Concurrency  the tenant's row lock
create or replace function tenants.save_tenant(
  p_id bigint,
  p_nome text,
  p_endereco text,
  p_horario text,
  p_meio_aviso text,
  p_ator text,
  p_tenants bigint[] default null,
  p_visto timestamptz default null
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_new constant boolean := not exists (select from hub.tenant as t where t.id = p_id);
begin
  perform access.require_scope(p_id, p_tenants);
  if v_is_new and nullif(btrim(p_nome), '') is null then
    raise exception 'informe o nome do tenant novo' using errcode = 'HB422';
  end if;
  if exists (select from hub.tenant as t where t.id = p_id and t.updated_at <> p_visto for update) then
    raise exception 'outra pessoa salvou esta loja depois que você a abriu' using errcode = 'HB409';
  end if;
  if p_meio_aviso is not null and p_meio_aviso not in ('EMAIL', 'SMS', 'WHATSAPP') then
    raise exception 'o meio de aviso deve ser EMAIL, SMS ou WHATSAPP' using errcode = 'HB422';
  end if;
  insert into hub.tenant as t (id, nome, endereco, horario, meio_aviso)
  values (p_id, coalesce(p_nome, ''), coalesce(p_endereco, ''), coalesce(p_horario, ''), coalesce(p_meio_aviso, 'WHATSAPP'))
  on conflict (id) do update
  set
    nome = coalesce(p_nome, t.nome),
    endereco = coalesce(p_endereco, t.endereco),
    horario = coalesce(p_horario, t.horario),
    meio_aviso = coalesce(p_meio_aviso, t.meio_aviso),
    updated_at = now();
  perform audit.write(p_ator, 'tenant.salvar', 'tenant', p_id::text, p_id, null, jsonb_build_object('nome', p_nome));
  return v_is_new;
end
$$;
