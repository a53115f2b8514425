-- audit.write(p_ator, p_acao, p_objeto, p_objeto_id, p_tenant, p_motivo, p_detalhe)
--   Notes who did what to what, and why. Every act of a person calls it in the act's own transaction. It masks the typed reason
--   (audit.mask_text), and cuts names that are too long for an index.
--   Writes       hub.auditoria
--   Concurrency  an insert
create or replace function audit.write(
  p_ator text,
  p_acao text,
  p_objeto text,
  p_objeto_id text,
  p_tenant bigint,
  p_motivo text,
  p_detalhe jsonb
)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into hub.auditoria (ator, acao, objeto, objeto_id, tenant_id, motivo, detalhe)
  values (
    left(coalesce(p_ator, session_user), 200), p_acao, p_objeto, left(p_objeto_id, 500), p_tenant, audit.mask_text(p_motivo),
    p_detalhe
  )
$$;
