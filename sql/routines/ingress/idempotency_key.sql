-- ingress.idempotency_key(p_canal, p_tenant, p_tipo, p_external_id, p_versao)
--   The key under which an event is accepted once: ML|123|ORDER_CREATED|ML-ORD-987654|v1. One that would be longer than
--   256 characters is replaced by its SHA-256.
--   Reads        nothing
--   Concurrency  none
create or replace function ingress.idempotency_key(
  p_canal text,
  p_tenant bigint,
  p_tipo text,
  p_external_id text,
  p_versao bigint
)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when length(chave) <= 256 then chave
    else 'sha256:' || encode(sha256(convert_to(chave, 'UTF8')), 'hex')
  end
  from concat_ws('|', p_canal, p_tenant, p_tipo, p_external_id, 'v' || p_versao) as chave
$$;
