-- ingress.idempotency_key(p_canal, p_tenant, p_tipo, p_external_id, p_versao, p_marca)
--   The key under which an event is accepted once, such as ML|123|ORDER_CREATED|ML-ORD-987654|v1.
--   p_marca tells events of one version apart (v1790000000000.1f3a9c04), or stands for the version of those that have
--   none.
--   A key longer than 256 characters is replaced by its SHA-256.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function ingress.idempotency_key(
  p_canal text,
  p_tenant bigint,
  p_tipo text,
  p_external_id text,
  p_versao bigint,
  p_marca text default null
)
returns text
language sql
stable
as $$
  select case
    when pg_catalog.length(
      pg_catalog.concat_ws('|', p_canal, p_tenant, p_tipo, p_external_id, nullif(pg_catalog.concat_ws('.', 'v' || p_versao, p_marca), ''))
    ) <= 256
      then pg_catalog.concat_ws('|', p_canal, p_tenant, p_tipo, p_external_id, nullif(pg_catalog.concat_ws('.', 'v' || p_versao, p_marca), ''))
    else 'sha256:' || pg_catalog.encode(
      pg_catalog.sha256(
        pg_catalog.convert_to(
          pg_catalog.concat_ws('|', p_canal, p_tenant, p_tipo, p_external_id, nullif(pg_catalog.concat_ws('.', 'v' || p_versao, p_marca), '')),
          'UTF8'
        )
      ),
      'hex'
    )
  end
$$;
