-- access.login_turn(p_chave, p_limite, p_agora)
--   Says how long one key of the throttle makes an attempt wait. Failures are forgotten 15 minutes after the last one and its wait.
--   Attempts under way count as failures: as many as the key still allows may run at once, and beyond that one at a time.
--   Returns      seconds; 0: now
--   Writes       hub.operador_falha
--   Concurrency  the key's row lock, until the transaction ends
create or replace function access.login_turn(p_chave bytea, p_limite int, p_agora timestamptz)
returns int
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into hub.operador_falha as f (chave)
  values (p_chave)
  on conflict (chave) do update
  set
    falhas = case
      when f.ultima_em + access.login_penalty(f.falhas, p_limite) + interval '15 minutes' <= p_agora then 0
      else f.falhas
    end,
    em_curso = case when f.em_curso_em <= p_agora - interval '1 minute' then 0 else f.em_curso end
  returning case
    when f.ultima_em + access.login_penalty(f.falhas, p_limite) > p_agora
      then ceil(extract(epoch from f.ultima_em + access.login_penalty(f.falhas, p_limite) - p_agora))::int
    when f.em_curso >= greatest(p_limite - f.falhas, 1) then 1
    else 0
  end
$$;
