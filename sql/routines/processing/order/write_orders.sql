-- processing.write_orders(p_pedidos)
--   Merge folded orders into hub.pedido: of each register, the greater one stays.
--   Returns      ids of the orders: tocados, all; novos; novos_com_itens, new ones with items; antigos_com_itens and
--                antigos_com_volume, others whose items, or label, weight or size may change; null where there is none
--   Writes       hub.pedido
--   Concurrency  locks the orders in the order given: sorted by key. Their row locks are the parent locks of all else
create or replace function processing.write_orders(
  p_pedidos processing.pedido_dobrado[],
  out tocados bigint[],
  out novos bigint[],
  out novos_com_itens bigint[],
  out antigos_com_itens bigint[],
  out antigos_com_volume bigint[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  with gravado as (
    insert into hub.pedido as p (
      tenant_id, canal, external_id, updated_at, ultimo_evento_id, mudou,
      reg_nome, reg_doc, reg_telefone, reg_itens, reg_peso, reg_dimensoes, reg_etiqueta,
      reg_status, reg_status_pedido, reg_status_envio,
      destinatario_nome, destinatario_doc, destinatario_telefone
    )
    select
      o.tenant_id, o.canal, o.external_id, o.updated_at, o.ultimo_evento_id, o.mudou,
      o.reg_nome, o.reg_doc, o.reg_telefone, o.reg_itens, o.reg_peso, o.reg_dimensoes, o.reg_etiqueta,
      o.reg_status, o.reg_status_pedido, o.reg_status_envio,
      o.destinatario_nome, o.destinatario_doc, o.destinatario_telefone
    from unnest(p_pedidos) as o
    on conflict (tenant_id, canal, external_id) do update
    set
      updated_at = excluded.updated_at,
      ultimo_evento_id = greatest(p.ultimo_evento_id, excluded.ultimo_evento_id),
      mudou = case when excluded.reg_itens >= coalesce(p.reg_itens, '') then 1 else 0 end
        + case
          when excluded.reg_peso >= coalesce(p.reg_peso, '')
            or excluded.reg_dimensoes >= coalesce(p.reg_dimensoes, '')
            or excluded.reg_etiqueta >= coalesce(p.reg_etiqueta, '') then 2
          else 0
        end,
      reg_nome = greatest(p.reg_nome, excluded.reg_nome),
      reg_doc = greatest(p.reg_doc, excluded.reg_doc),
      reg_telefone = greatest(p.reg_telefone, excluded.reg_telefone),
      reg_itens = greatest(p.reg_itens, excluded.reg_itens),
      reg_peso = greatest(p.reg_peso, excluded.reg_peso),
      reg_dimensoes = greatest(p.reg_dimensoes, excluded.reg_dimensoes),
      reg_etiqueta = greatest(p.reg_etiqueta, excluded.reg_etiqueta),
      reg_status = greatest(p.reg_status, excluded.reg_status),
      reg_status_pedido = greatest(p.reg_status_pedido, excluded.reg_status_pedido),
      reg_status_envio = greatest(p.reg_status_envio, excluded.reg_status_envio),
      destinatario_nome = processing.register_value(greatest(p.reg_nome, excluded.reg_nome)),
      destinatario_doc = processing.register_value(greatest(p.reg_doc, excluded.reg_doc)),
      destinatario_telefone = processing.register_value(greatest(p.reg_telefone, excluded.reg_telefone))
    returning p.id, p.mudou
  )
  select
    array_agg(g.id),
    array_agg(g.id) filter (where g.mudou & 4 = 4),
    array_agg(g.id) filter (where g.mudou & 5 = 5),
    array_agg(g.id) filter (where g.mudou & 5 = 1),
    array_agg(g.id) filter (where g.mudou & 6 = 2)
  into tocados, novos, novos_com_itens, antigos_com_itens, antigos_com_volume
  from gravado as g;
end
$$;
