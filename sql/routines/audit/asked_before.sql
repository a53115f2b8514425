-- audit.asked_before(p_objeto, p_objeto_id, p_acao, p_chave)
--   Finds what the audit noted when this very act was first asked for. A form carries a uuid, so a second click, a page sent again from
--   the history and a job repeated after a crash are the same act. p_chave null: the caller has no uuid, and every call is an act of
--   its own.
--   Returns      the act's detalhe; null when it is new
--   Reads        hub.auditoria
--   Concurrency  the caller holds a lock on the object, taken before: of two calls at once, the second sees the first
create or replace function audit.asked_before(p_objeto text, p_objeto_id text, p_acao text, p_chave uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select a.detalhe
  from hub.auditoria as a
  where a.objeto = p_objeto
    and a.objeto_id = p_objeto_id
    and a.acao = p_acao
    and p_chave::text in (a.detalhe ->> 'chave', a.detalhe ->> 'reprocessId')
  order by a.id
  limit 1
$$;
