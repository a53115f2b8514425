-- ingress.connector_keys(p_tenant, p_canal, p_agora)
--   What the webhook checks a request against: the proofs and addresses that the connector demands, and its live webhook
--   secrets, sealed, newest first.
--   Returns      no row where the tenant has no active connector for the channel; one row without a secret where none is live
--   Reads        hub.integracao_conector, hub.conector_segredo
--   Concurrency  none
create or replace function ingress.connector_keys(
  p_tenant bigint,
  p_canal text,
  p_agora timestamptz default clock_timestamp()
)
returns table (
  conector_id bigint,
  exige text[],
  ip_modo text,
  ip_lista text[],
  segredo_id bigint,
  tipo text,
  valor_enc text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '150ms'
as $$
  select c.id, c.exige, c.ip_modo::text, c.ip_lista::text[], s.id, s.tipo::text, s.valor_enc
  from hub.integracao_conector as c
  left join hub.conector_segredo as s on s.conector_id = c.id
    and s.valor_enc is not null
    and (s.expira_em is null or s.expira_em > p_agora)
  where c.tenant_id = p_tenant
    and c.canal = p_canal
    and c.status <> 'DESATIVADO'
  order by s.id desc
$$;
