-- access.note_login_failure(p_login, p_origem, p_agora)
--   Notes that the password was wrong, or the login unknown or deactivated. It settles an attempt that access.login_wait let through.
--   The failure from which an operator's login has to wait is audited.
--   Writes       hub.operador_falha, hub.auditoria
--   Concurrency  the address's row lock, then the login's
create or replace function access.note_login_failure(p_login text, p_origem text, p_agora timestamptz default clock_timestamp())
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_keys record;
  v_key bytea;
  v_failures int;
begin
  select * into v_keys from access.login_keys(p_login, p_origem);
  foreach v_key in array array[v_keys.chave_origem, v_keys.chave_login] loop
    insert into hub.operador_falha as f (chave, falhas, ultima_em)
    values (v_key, 1, p_agora)
    on conflict (chave) do update
    set falhas = f.falhas + 1, ultima_em = p_agora, em_curso = greatest(f.em_curso - 1, 0)
    returning f.falhas into v_failures;
  end loop;
  if v_failures = 5 then
    perform audit.write(
      'painel', 'operador.bloquear', 'operador', o.id::text, null, null,
      jsonb_build_object('login', o.login, 'origem', p_origem)
    )
    from hub.operador as o
    where o.login = lower(p_login);
  end if;
end
$$;
