-- search.search_orders(p_busca, p_tenants, p_limite)
--   Finds the orders that a person at the counter means: by the external id, the label, the pack, the shipment or the hub's own number;
--   then those whose external id or label begins so. It tries the text as it is written, in upper case and in lower case.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      exatos: exact matches; outros: those that begin so, at most p_limite, those with the greatest external id
--                and label; cortado: there are more
--   Reads        hub.pedido, hub.volume, hub.pedido_marketplace
--   Concurrency  none
--   Runs as its owner: the policy of hub.volume asks for each label's order, and a label belongs to no tenant by itself.
--   What is equal is asked for as a range in the order of the index that is meant: statistics, which may be those of an
--   empty table, then have no say in which one is used.
create or replace function search.search_orders(
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
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set jit = off
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  -- It looks at so many labels for those of the caller's tenants.
  v_labels_max constant int := 1000;
  -- A character that sorts after every continuation of the text.
  v_end constant text := chr(1114111);
  v_texts text[] := array(select distinct t.texto from unnest(array[p_busca, upper(p_busca), lower(p_busca)]) as t (texto));
  v_labels bigint[];
begin
  -- By the label, and by the hub's own number.
  exatos := array(
    select v.pedido_id
    from unnest(v_texts) as t (texto)
    cross join lateral (
      select v.pedido_id
      from hub.volume as v
      where v.etiqueta_externa ~>=~ t.texto
        and v.etiqueta_externa ~<=~ t.texto
      order by v.etiqueta_externa using ~<~
      limit v_labels_max
    ) as v
  );
  if p_busca ~ '^[1-9][0-9]{0,17}$' then
    exatos := exatos || p_busca::bigint;
  end if;
  exatos := array(
    select p.id
    from unnest(exatos) as e (id)
    cross join lateral (
      select p.id, p.tenant_id from hub.pedido as p where p.id >= e.id and p.id <= e.id order by p.id limit 1
    ) as p
    where v_tenants is null
      or p.tenant_id = any (v_tenants)
  );

  -- By the external id, the pack and the shipment.
  exatos := array(
    select e.id
    from unnest(exatos) as e (id)
    union
    select p.id
    from (
      select c.tenant_id, c.canal, t.texto as external_id
      from search.order_channels(v_tenants) as c
      cross join unnest(v_texts) as t (texto)
      union
      select t.id, m.canal, m.external_id
      from hub.tenant as t
      cross join unnest(v_texts) as b (texto)
      cross join lateral (
        (
          select m.canal, m.external_id
          from hub.pedido_marketplace as m
          where m.tenant_id = t.id
            and m.pack_id >= b.texto
            and m.pack_id <= b.texto
          order by m.pack_id
          limit p_limite
        )
        union all
        (
          select m.canal, m.external_id
          from hub.pedido_marketplace as m
          where m.tenant_id = t.id
            and m.envio_id >= b.texto
            and m.envio_id <= b.texto
          order by m.envio_id
          limit p_limite
        )
      ) as m
      where v_tenants is null
        or t.id = any (v_tenants)
    ) as k
    cross join lateral (
      select p.id
      from hub.pedido as p
      where p.tenant_id = k.tenant_id
        and p.canal = k.canal
        and p.external_id ~>=~ k.external_id
        and p.external_id ~<=~ k.external_id
      order by p.external_id using ~<~
      limit 1
    ) as p
    order by 1 desc
    limit p_limite
  );

  v_labels := array(
    select v.pedido_id
    from unnest(v_texts) as t (texto)
    cross join lateral (
      select v.pedido_id
      from hub.volume as v
      where v.etiqueta_externa ~>=~ t.texto
        and v.etiqueta_externa ~<~ (t.texto || v_end)
      order by v.etiqueta_externa using ~>~
      limit v_labels_max
    ) as v
  );

  outros := array(
    select p.id
    from unnest(v_labels) as e (id)
    cross join lateral (
      select p.id, p.tenant_id from hub.pedido as p where p.id >= e.id and p.id <= e.id order by p.id limit 1
    ) as p
    where (v_tenants is null or p.tenant_id = any (v_tenants))
      and p.id <> all (exatos)
    union
    select p.id
    from search.order_channels(v_tenants) as c
    cross join unnest(v_texts) as t (texto)
    cross join lateral (
      select p.id
      from hub.pedido as p
      where p.tenant_id = c.tenant_id
        and p.canal = c.canal
        and p.external_id ~>=~ t.texto
        and p.external_id ~<~ (t.texto || v_end)
      order by p.external_id using ~>~
      limit p_limite + 1
    ) as p
    where p.id <> all (exatos)
    order by 1 desc
    limit p_limite + 1
  );
  cortado := cardinality(outros) > p_limite or cardinality(v_labels) >= v_labels_max;
  outros := outros[:p_limite];
end
$$;
