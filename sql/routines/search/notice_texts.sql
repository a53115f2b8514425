-- search.notice_texts(p_pedido, p_tenants)
--   Shows what each notice of an order says or, where it has not been sent or written down yet, would say today. Of the recipient's
--   name it shows only the first letter.
--   p_tenants: the tenants that the caller may see; null: all.
--   Returns      id of the notice, texto; no row where the order is another tenant's
--   Reads        hub.notificacao, hub.pedido, hub.tenant
--   Concurrency  none
create or replace function search.notice_texts(p_pedido bigint, p_tenants bigint[] default null)
returns table (id bigint, texto text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    n.id,
    regexp_replace(
      coalesce(n.texto, notifications.render(n.pedido_id, n.pacote)), '^Olá, (.).*! O seu pedido ', 'Olá, \1***! O seu pedido '
    )
  from hub.notificacao as n
  where n.pedido_id = p_pedido
    and ((select access.reach(p_tenants)) is null or n.tenant_id = any ((select access.reach(p_tenants))::bigint[]))
  order by n.id
  limit 100
$$;
