-- processing.pick_up(p_pedido, p_ator, p_tenants, p_retirado_por, p_motivo, p_chave)
--   Somebody has collected the order: RETIRADO, until a person undoes it (processing.undo_pick_up).
--   p_tenants: the tenants that the caller may touch; null: all. p_retirado_por: TITULAR or AUTORIZADO (somebody whom the
--   recipient sent), null where nobody asked. Kept in the audit; a name would be personal data that nobody needs.
--   p_motivo: why an order is handed over that is not PRONTO. p_chave: the uuid of this act, which a form carries; asked
--   again with it, nothing is done, even when the pick-up has been undone meanwhile.
--   Returns      when it was picked up (the first time, if asked twice); null where it has been undone since
--   Errors       HB404 no such order (or another tenant's); HB409 the order is CANCELADO; HB422 another word for who collected
--                it, or no reason for an order that is not PRONTO
--   Writes       hub.pedido, hub.volume (status), hub.auditoria
--   Concurrency  the order's row lock
create or replace function processing.pick_up(
  p_pedido bigint,
  p_ator text,
  p_tenants bigint[] default null,
  p_retirado_por text default null,
  p_motivo text default null,
  p_chave uuid default null
)
returns timestamptz
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_motivo constant text := nullif(btrim(p_motivo), '');
  v_pedido hub.pedido;
begin
  if p_retirado_por is not null and p_retirado_por not in ('TITULAR', 'AUTORIZADO') then
    raise exception 'quem retirou é TITULAR ou AUTORIZADO' using errcode = 'HB422';
  end if;
  select * into v_pedido
  from hub.pedido as p
  where p.id = p_pedido
    and (v_tenants is null or p.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'pedido não encontrado' using errcode = 'HB404';
  end if;
  if audit.asked_before('pedido', p_pedido::text, 'pedido.retirar', p_chave) is not null then
    return v_pedido.picked_up_at;
  end if;
  if v_pedido.status = 'CANCELADO' then
    raise exception 'o pedido está CANCELADO e não pode ser retirado' using errcode = 'HB409';
  end if;
  if v_pedido.picked_up_at is not null then
    return v_pedido.picked_up_at;
  end if;
  if v_pedido.status <> 'PRONTO' and v_motivo is null then
    raise exception 'o pedido não está PRONTO: informe o motivo de o entregar mesmo assim' using errcode = 'HB422';
  end if;

  update hub.pedido as p
  set status = 'RETIRADO', picked_up_at = clock_timestamp(), updated_at = clock_timestamp()
  where p.id = p_pedido
  returning p.picked_up_at into v_pedido.picked_up_at;
  update hub.volume as v
  set status = 'RETIRADO', updated_at = now()
  where v.pedido_id = p_pedido;
  perform audit.write(
    p_ator, 'pedido.retirar', 'pedido', p_pedido::text, v_pedido.tenant_id, v_motivo,
    jsonb_strip_nulls(
      jsonb_build_object(
        'retiradoPor', p_retirado_por,
        'antes', nullif(v_pedido.status, 'PRONTO'),
        'chave', p_chave
      )
    )
  );
  return v_pedido.picked_up_at;
end
$$;
