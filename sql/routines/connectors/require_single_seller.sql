-- connectors.require_single_seller(p_conector)
--   Stops where a seller of an application would belong to two tenants: a notification names only seller and application, so it could
--   not be told to which of them it goes. Call it in the transaction that gives a connector its seller.
--   Errors       HB409 another tenant's connector has the same seller in the same application
--   Reads        hub.integracao_conector
--   Concurrency  an advisory lock until the transaction ends: of two calls that take the same seller at once, the second sees the first
create or replace function connectors.require_single_seller(p_conector bigint)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('hub.vendedor', 0));
  if exists (
    select
    from hub.integracao_conector as c
    join hub.integracao_conector as outro
      on outro.canal = c.canal and outro.client_id = c.client_id and outro.user_id = c.user_id and outro.id <> c.id
    where c.id = p_conector
  ) then
    raise exception 'outro tenant já tem o conector deste vendedor nesta aplicação' using errcode = 'HB409';
  end if;
end
$$;
