-- processing.pick_up(p_pedido, p_ator, p_tenants, p_retirado_por)
--   Somebody has collected the order: RETIRADO, for good.
--   p_tenants: the tenants that the caller may touch; null: all. p_retirado_por: TITULAR or AUTORIZADO (somebody whom the
--   recipient sent), null where nobody asked. Kept in the audit; a name would be personal data that nobody needs.
--   Returns      when it was picked up (the first time, if asked twice)
--   Errors       HB404 no such order (or another tenant's); HB409 the order is CANCELADO; HB422 another word for who collected it
--   Writes       hub.pedido, hub.volume (status), hub.auditoria
--   Concurrency  the order's row lock
create or replace function processing.pick_up(
  p_pedido bigint,
  p_ator text,
  p_tenants bigint[] default null,
  p_retirado_por text default null
)
returns timestamptz
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_pedido hub.pedido;
begin
  if p_retirado_por is not null and p_retirado_por not in ('TITULAR', 'AUTORIZADO') then
    raise exception 'quem retirou é TITULAR ou AUTORIZADO' using errcode = 'HB422';
  end if;
  select * into v_pedido
  from hub.pedido as p
  where p.id = p_pedido
    and (p_tenants is null or p.tenant_id = any (p_tenants))
  for update;
  if not found then
    raise exception 'pedido não encontrado' using errcode = 'HB404';
  end if;
  if v_pedido.status = 'CANCELADO' then
    raise exception 'o pedido está CANCELADO e não pode ser retirado' using errcode = 'HB409';
  end if;
  if v_pedido.picked_up_at is not null then
    return v_pedido.picked_up_at;
  end if;

  update hub.pedido as p
  set status = 'RETIRADO', picked_up_at = clock_timestamp(), updated_at = clock_timestamp()
  where p.id = p_pedido
  returning p.picked_up_at into v_pedido.picked_up_at;
  update hub.volume as v
  set status = 'RETIRADO', updated_at = now()
  where v.pedido_id = p_pedido;
  perform ops.audit(
    p_ator, 'pedido.retirar', 'pedido', p_pedido::text, v_pedido.tenant_id, null,
    jsonb_strip_nulls(jsonb_build_object('retiradoPor', p_retirado_por))
  );
  return v_pedido.picked_up_at;
end
$$;
