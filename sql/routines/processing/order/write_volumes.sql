-- processing.write_volumes(p_novos, p_antigos)
--   Make the volume of these orders what their registers say; its status follows the order's.
--   p_novos: orders that this transaction made, which have no volume yet, so that the search for it is spared.
--   p_antigos: any others. Either may be null.
--   Reads        hub.pedido
--   Writes       hub.volume
--   Concurrency  the caller holds the orders' row locks
create or replace function processing.write_volumes(p_novos bigint[], p_antigos bigint[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_novos is not null then
    insert into hub.volume (pedido_id, numero, etiqueta_externa, peso, dimensoes, status)
    select v.pedido_id, 1, v.etiqueta_externa, v.peso, v.dimensoes, v.status
    from processing.volume_of(p_novos) as v;
  end if;

  if p_antigos is not null then
    insert into hub.volume (pedido_id, numero, etiqueta_externa, peso, dimensoes, status)
    select v.pedido_id, 1, v.etiqueta_externa, v.peso, v.dimensoes, v.status
    from processing.volume_of(p_antigos) as v
    on conflict (pedido_id, numero) do update
    set
      etiqueta_externa = excluded.etiqueta_externa,
      peso = excluded.peso,
      dimensoes = excluded.dimensoes,
      status = excluded.status,
      updated_at = now();
  end if;
end
$$;
