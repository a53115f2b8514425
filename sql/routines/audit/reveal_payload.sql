-- audit.reveal_payload(p_evento, p_motivo, p_ator, p_tenants)
--   Shows an event's stored payload unmasked, to a person who gives a reason, and audits it.
--   p_tenants: the tenants that the caller may see; null: all.
--   Returns      the JSON as text, so that a number of twenty digits keeps them
--   Errors       HB404 no such event (or another tenant's); HB422 no reason given
--   Writes       hub.auditoria
--   Concurrency  an insert
create or replace function audit.reveal_payload(p_evento bigint, p_motivo text, p_ator text, p_tenants bigint[] default null)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_tenant bigint;
  v_payload text;
begin
  perform audit.require_reason(p_motivo, 'para ver os dados');
  select e.tenant_id, e.payload_json::text
  into v_tenant, v_payload
  from hub.integracao_evento as e
  where e.id = p_evento
    and (v_tenants is null or e.tenant_id = any (v_tenants));
  if not found then
    raise exception 'evento não encontrado' using errcode = 'HB404';
  end if;
  perform audit.write(p_ator, 'payload.revelar', 'evento', p_evento::text, v_tenant, p_motivo, '{}');
  return v_payload;
end
$$;
