-- mercado_livre.new_readings(p_tenant, p_canal, p_eventos, p_agora)
--   Of states that were read at the marketplace, keep those that say something new, ready for ingress.append_events.
--   A state that says the same as the newest reading of its order (or of that order's shipment) makes no event. One that
--   was said before, and is no longer the newest, gets a key of its own: its marca ends in the moment at which it was
--   read.
--   The marketplace's dates are whole seconds, so two states may share one: the one that was read later is the newest. A
--   reading that arrives here behind a later one is placed before the event of that one, because later readings that
--   said the same made no event.
--   p_eventos: as ingress.append_events takes them, with marca and lidoEm (null: now).
--   Returns      null when nothing is new
--   Reads        hub.idempotencia
--   Writes       hub.leitura_marketplace
--   Concurrency  a row lock an order and part, in the order of their keys: concurrent readings of one order are handled one
--                by one
create or replace function mercado_livre.new_readings(p_tenant bigint, p_canal text, p_eventos json, p_agora timestamptz)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_new jsonb := '[]';
  v_last hub.leitura_marketplace;
  v_known boolean;
  e record;
begin
  for e in
    select
      lido.evento, lido.evento ->> 'externalId' as externo, lido.evento ->> 'marca' as marca,
      case lido.evento ->> 'tipo' when 'ORDER_UPDATED' then 'PEDIDO' else 'ENVIO' end as parte,
      (lido.evento ->> 'versao')::bigint as versao, coalesce((lido.evento ->> 'lidoEm')::timestamptz, p_agora) as em
    from json_array_elements(p_eventos) as lido (evento)
    order by 2, 4 desc
  loop
    for i in 1..2 loop
      select l.*
      into v_last
      from hub.leitura_marketplace as l
      where l.tenant_id = p_tenant
        and l.canal = p_canal
        and l.external_id = e.externo
        and l.parte = e.parte
      for update;
      exit when found;
      insert into hub.leitura_marketplace (tenant_id, canal, external_id, parte, versao, marca, desde, lido_em)
      values (p_tenant, p_canal, e.externo, e.parte, -1, '', '-infinity', '-infinity')
      on conflict (tenant_id, canal, external_id, parte) do nothing;
    end loop;

    if e.versao = v_last.versao and e.marca = v_last.marca then
      update hub.leitura_marketplace as l
      set lido_em = greatest(l.lido_em, e.em)
      where l.tenant_id = p_tenant
        and l.canal = p_canal
        and l.external_id = e.externo
        and l.parte = e.parte;
      continue;
    end if;

    v_known := (
      select i.chave
      from hub.idempotencia as i
      where i.chave = ingress.idempotency_key(
        p_canal, p_tenant, e.evento ->> 'tipo', e.externo, e.versao, e.marca
      )
    ) is not null;
    if (e.versao, e.em) > (v_last.versao, v_last.lido_em) then
      update hub.leitura_marketplace as l
      set versao = e.versao, marca = e.marca, desde = e.em, lido_em = e.em
      where l.tenant_id = p_tenant
        and l.canal = p_canal
        and l.external_id = e.externo
        and l.parte = e.parte;
      v_new := v_new || (
        e.evento::jsonb || jsonb_build_object(
          'lidoEm', e.em,
          'marca', concat_ws('.', e.marca, case when v_known then (extract(epoch from e.em) * 1000)::bigint end)
        )
      );
    elsif not v_known then
      v_new := v_new || (
        e.evento::jsonb || jsonb_build_object(
          'lidoEm',
          case when e.versao = v_last.versao then least(e.em, v_last.desde - interval '1 microsecond') else e.em end
        )
      );
    end if;
  end loop;
  return nullif(v_new, '[]')::json;
end
$$;
