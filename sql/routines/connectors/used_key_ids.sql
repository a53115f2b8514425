-- connectors.used_key_ids()
--   Lists the ids of the keys with which today's sealed values were sealed; the second part of a sealed text names its key. A program
--   that lacks one of them must not start; a key that no value names may be retired.
--   Reads        hub.integracao_conector, hub.conector_segredo, hub.conector_autorizacao
--   Concurrency  none
create or replace function connectors.used_key_ids()
returns table (kid text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct split_part(selado.valor, '.', 2)
  from (
    select c.client_secret_enc
    from hub.integracao_conector as c
    union all
    select c.refresh_token_enc
    from hub.integracao_conector as c
    union all
    select c.access_token_enc
    from hub.integracao_conector as c
    union all
    select a.verificador_enc
    from hub.conector_autorizacao as a
    union all
    select s.valor_enc
    from hub.conector_segredo as s
  ) as selado (valor)
  where selado.valor is not null
$$;
