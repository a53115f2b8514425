-- relay.was_discarded(p_evento)
--   Says whether a person has discarded the event. It is IGNORADO then, and keeps its payload, unlike one of an unknown type.
--   Reads        hub.auditoria
--   Concurrency  the caller holds the event's row lock
create or replace function relay.was_discarded(p_evento bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from hub.auditoria as a
    where a.objeto = 'evento'
      and a.objeto_id = p_evento::text
      and a.acao = 'outbox.descartar'
  )
$$;
