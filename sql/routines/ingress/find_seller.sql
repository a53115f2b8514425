-- ingress.find_seller(p_caminho, p_application, p_user)
--   Find the seller of a notification. p_caminho is the unguessable part of the address that it came to. p_application
--   and p_user are the ids in its body, as text.
--   Returns      no row where no application has that address; else one row. causa is null where the connector was found:
--                then tenant_id, conector_id and the addresses that it demands are set. Otherwise causa is
--                APLICACAO_DIVERGENTE (another application's notification) or VENDEDOR_DESCONHECIDO (no connector of the
--                application has that seller)
--   Reads        hub.integracao_aplicacao, hub.integracao_conector
--   Concurrency  none
create or replace function ingress.find_seller(p_caminho text, p_application text, p_user text)
returns table (tenant_id bigint, causa text, conector_id bigint, ip_modo text, ip_lista text[])
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '150ms'
as $$
  select
    c.tenant_id,
    case
      when c.tenant_id is not null then null
      when exists (
        select
        from hub.integracao_conector as irmao
        where irmao.canal = a.canal
          and irmao.client_id = a.client_id
          and coalesce(irmao.application_id, irmao.client_id) = p_application
      ) then 'VENDEDOR_DESCONHECIDO'
      else 'APLICACAO_DIVERGENTE'
    end,
    c.id,
    c.ip_modo::text,
    c.ip_lista::text[]
  from hub.integracao_aplicacao as a
  left join hub.integracao_conector as c on c.canal = a.canal
    and c.client_id = a.client_id
    and c.user_id = p_user
    and c.status <> 'DESATIVADO'
    and coalesce(c.application_id, c.client_id) = p_application
  where a.caminho = p_caminho
  order by c.tenant_id
$$;
