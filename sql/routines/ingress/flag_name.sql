-- ingress.flag_name(p_canal)
--   The name of the feature flag that lets a channel's events through for a tenant, such as integracao.ml.enabled.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function ingress.flag_name(p_canal text)
returns text
language sql
immutable
as $$
  select 'integracao.' || pg_catalog.lower(p_canal) || '.enabled'
$$;
