-- processing.find_failing(p_pedidos)
--   Find the folded orders that hub.pedido refuses, and leave nothing written: each is tried by itself, and undone.
--   A new order is tried as it would be made, and one that is there is locked and touched. What this does not find makes
--   processing.apply_orders fail.
--   Returns      posicoes, sqlstates, erros: where the orders stand in p_pedidos, and why they failed
--   Writes       hub.pedido, undone
--   Concurrency  locks the orders in the order given: sorted by key; the locks are released
create or replace function processing.find_failing(
  p_pedidos processing.pedido_dobrado[],
  out posicoes int[],
  out sqlstates text[],
  out erros text[]
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_undone constant text := 'HB000';
  v_order processing.pedido_dobrado;
  v_n int := 0;
  v_sqlstate text;
  v_message text;
begin
  posicoes := '{}';
  sqlstates := '{}';
  erros := '{}';
  while v_n < cardinality(p_pedidos) loop
    begin
      while v_n < cardinality(p_pedidos) loop
        v_n := v_n + 1;
        v_order := p_pedidos[v_n];
        insert into hub.pedido as p (
          tenant_id, canal, external_id, updated_at, ultimo_evento_id, mudou,
          reg_nome, reg_doc, reg_telefone, reg_itens, reg_peso, reg_dimensoes, reg_etiqueta,
          reg_status, reg_status_pedido, reg_status_envio,
          destinatario_nome, destinatario_doc, destinatario_telefone
        )
        values (v_order.*)
        on conflict (tenant_id, canal, external_id) do update
        set updated_at = excluded.updated_at;
      end loop;
      raise exception using errcode = v_undone;
    exception when others then
      get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
      if v_sqlstate <> v_undone then
        posicoes := posicoes || v_n;
        sqlstates := sqlstates || v_sqlstate;
        erros := erros || v_message;
      end if;
    end;
  end loop;
end
$$;
