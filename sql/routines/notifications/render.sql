-- notifications.render(p_pedido, p_pacote)
--   Returns the text of a pick-up notice: the order's code, or the number of the pack that it speaks for (p_pacote: pack_id/…), the
--   hub's address, the pick-up hours. Of the recipient it has the first name only.
--   Reads        hub.pedido, hub.tenant
--   Concurrency  none
create or replace function notifications.render(p_pedido bigint, p_pacote text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(
    E'\n',
    format(
      'Olá%s! O seu pedido %s está pronto para retirada.',
      coalesce(', ' || nullif(split_part(btrim(p.destinatario_nome), ' ', 1), ''), ''),
      coalesce(split_part(p_pacote, '/', 1), p.external_id, p.id::text)
    ),
    'Onde: ' || nullif(concat_ws(', ', nullif(t.nome, ''), nullif(t.endereco, '')), ''),
    'Quando: ' || nullif(t.horario, ''),
    'Leve um documento com foto.'
  )
  from hub.pedido as p
  join hub.tenant as t on t.id = p.tenant_id
  where p.id = p_pedido
$$;
