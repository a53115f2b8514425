-- processing.require_version(p_atual, p_lock_version)
--   Stop where somebody has changed a mapping since the caller read it. p_atual: its lock_version now, null where there
--   is none. p_lock_version: as the caller read it, -1 where there was none; null: the caller does not mind.
--   Errors       HB409 it was changed, made or removed meanwhile
--   Reads        nothing
--   Concurrency  the caller holds the exclusive release lock
create or replace function processing.require_version(p_atual int, p_lock_version int)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_lock_version is null or coalesce(p_atual, -1) = p_lock_version then
    return;
  end if;
  raise exception '%', case
    when p_atual is null then 'outra pessoa removeu este mapeamento; confira e salve de novo'
    when p_lock_version = -1 then 'este mapeamento já existe; confira o que está salvo'
    else 'outra pessoa mudou este mapeamento; confira o que está salvo e salve de novo'
  end using errcode = 'HB409';
end
$$;
