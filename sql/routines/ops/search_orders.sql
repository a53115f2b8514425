-- ops.search_orders(p_busca, p_tenants, p_limite)
--   The orders that somebody at the counter means: by the external id, the label, the pack, the shipment, or the hub's own
--   number; then those whose external id or label begins so. Lower-case letters find upper-case ones too.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      exatos: what is meant exactly; outros: what begins so, at most p_limite, those with the greatest external id
--                and label; cortado: there are more
--   Reads        hub.pedido, hub.volume, hub.pedido_marketplace
--   Concurrency  none
--   Runs as its owner: the policy of hub.volume asks for each label's order, and a label belongs to no tenant by itself.
create or replace function ops.search_orders(
  p_busca text,
  p_tenants bigint[],
  p_limite int,
  out exatos bigint[],
  out outros bigint[],
  out cortado boolean
)
language plpgsql
stable
security definer
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  -- How many labels are looked at for those of the caller's tenants.
  v_etiquetas_max constant int := 1000;
  -- After whatever begins so.
  v_fim constant text := chr(1114111);
  v_textos text[] := array[p_busca, upper(p_busca)];
  v_numero bigint := case when p_busca ~ '^[1-9][0-9]{0,17}$' then p_busca::bigint end;
  v_etiquetas bigint[];
begin
  exatos := array(
    select p.id
    from hub.pedido as p
    where p.id = v_numero
      and (p_tenants is null or p.tenant_id = any (p_tenants))
    union
    select p.id
    from ops.order_channels(p_tenants) as c
    join hub.pedido as p on p.tenant_id = c.tenant_id and p.canal = c.canal
    where p.external_id = any (v_textos)
    union
    select p.id
    from hub.volume as v
    join hub.pedido as p on p.id = v.pedido_id
    where v.etiqueta_externa = any (v_textos)
      and (p_tenants is null or p.tenant_id = any (p_tenants))
    union
    select p.id
    from hub.tenant as t
    cross join lateral (
      select m.canal, m.external_id
      from hub.pedido_marketplace as m
      where m.tenant_id = t.id
        and m.pack_id = p_busca
      union
      select m.canal, m.external_id
      from hub.pedido_marketplace as m
      where m.tenant_id = t.id
        and m.envio_id = p_busca
    ) as m
    join hub.pedido as p on p.tenant_id = t.id and p.canal = m.canal and p.external_id = m.external_id
    where p_tenants is null
      or t.id = any (p_tenants)
    order by 1 desc
    limit p_limite
  );

  v_etiquetas := array(
    select v.pedido_id
    from unnest(v_textos) as t (texto)
    cross join lateral (
      select v.pedido_id
      from hub.volume as v
      where v.etiqueta_externa ~>=~ t.texto
        and v.etiqueta_externa ~<~ (t.texto || v_fim)
      order by v.etiqueta_externa using ~>~
      limit v_etiquetas_max
    ) as v
  );

  outros := array(
    select p.id
    from hub.pedido as p
    where p.id = any (v_etiquetas)
      and (p_tenants is null or p.tenant_id = any (p_tenants))
      and p.id <> all (exatos)
    union
    select p.id
    from ops.order_channels(p_tenants) as c
    cross join unnest(v_textos) as t (texto)
    cross join lateral (
      select p.id
      from hub.pedido as p
      where p.tenant_id = c.tenant_id
        and p.canal = c.canal
        and p.external_id ~>=~ t.texto
        and p.external_id ~<~ (t.texto || v_fim)
      order by p.external_id using ~>~
      limit p_limite + 1
    ) as p
    where p.id <> all (exatos)
    order by 1 desc
    limit p_limite + 1
  );
  cortado := cardinality(outros) > p_limite or cardinality(v_etiquetas) >= v_etiquetas_max;
  outros := outros[:p_limite];
end
$$;
