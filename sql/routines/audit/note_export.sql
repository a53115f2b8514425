-- audit.note_export(p_ator, p_linhas, p_filtro)
--   Notes that a person has taken a copy of the audit: how many rows, and by which filter.
--   Writes       hub.auditoria
--   Concurrency  an insert
create or replace function audit.note_export(p_ator text, p_linhas int, p_filtro jsonb)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select audit.write(
    p_ator, 'auditoria.exportar', 'auditoria', 'csv', null, null,
    jsonb_build_object('linhas', p_linhas, 'filtro', p_filtro)
  )
$$;
