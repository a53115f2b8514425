-- access.login_penalty(p_falhas, p_limite)
--   Says how long to wait after p_falhas failures: nothing below p_limite, then 30 s, doubled by each further failure, at most 15
--   minutes.
--   Reads        nothing
--   Concurrency  none
create or replace function access.login_penalty(p_falhas int, p_limite int)
returns interval
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when p_falhas < p_limite then interval '0'
    else least(interval '30 seconds' * 2 ^ least(p_falhas - p_limite, 10), interval '15 minutes')
  end
$$;
