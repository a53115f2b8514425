-- processing.pick_up(p_pedido, p_ator, p_tenants, p_retirado_por, p_motivo, p_chave)
--   Note that somebody has collected the order: RETIRADO, until a person undoes it (processing.undo_pick_up).
--   p_tenants: the tenants that the caller may touch; null: all.
--   p_retirado_por: TITULAR or AUTORIZADO (somebody whom the recipient sent); null: nobody asked. It is kept in the audit.
--   A name would be personal data that nobody needs.
--   p_motivo: why an order is handed over that is not PRONTO.
--   p_chave: the uuid of this act, which a form carries. A second call with it does nothing, even when the pick-up has
--   been undone meanwhile.
--   Returns      when the order was picked up (the first time, if asked twice); null where it has been undone since
--   Errors       HB404 no such order (or another tenant's); HB409 the order is CANCELADO; HB422 p_retirado_por is another
--                word, or an order that is not PRONTO has no reason
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
  v_reason constant text := nullif(btrim(p_motivo), '');
  v_order hub.pedido;
begin
  if p_retirado_por is not null and p_retirado_por not in ('TITULAR', 'AUTORIZADO') then
    raise exception 'quem retirou é TITULAR ou AUTORIZADO' using errcode = 'HB422';
  end if;
  v_order := processing.lock_order(p_pedido, p_tenants);
  if audit.asked_before('pedido', p_pedido::text, 'pedido.retirar', p_chave) is not null then
    return v_order.picked_up_at;
  end if;
  if v_order.status = 'CANCELADO' then
    raise exception 'o pedido está CANCELADO e não pode ser retirado' using errcode = 'HB409';
  end if;
  if v_order.picked_up_at is not null then
    return v_order.picked_up_at;
  end if;
  if v_order.status <> 'PRONTO' and v_reason is null then
    raise exception 'o pedido não está PRONTO: informe o motivo de o entregar mesmo assim' using errcode = 'HB422';
  end if;

  update hub.pedido as p
  set status = 'RETIRADO', picked_up_at = clock_timestamp(), updated_at = clock_timestamp()
  where p.id = p_pedido
  returning p.picked_up_at into v_order.picked_up_at;
  update hub.volume as v
  set status = 'RETIRADO', updated_at = now()
  where v.pedido_id = p_pedido;
  perform audit.write(
    p_ator, 'pedido.retirar', 'pedido', p_pedido::text, v_order.tenant_id, v_reason,
    jsonb_strip_nulls(
      jsonb_build_object(
        'retiradoPor', p_retirado_por,
        'antes', nullif(v_order.status, 'PRONTO'),
        'chave', p_chave
      )
    )
  );
  return v_order.picked_up_at;
end
$$;
