-- access.login_keys(p_login, p_origem)
--   Says under which keys a failure of this login from this address counts. An address may fail 20 times (an IPv6 address by its /64,
--   which is what a subscriber gets), a login 5 times. A login counts by itself at an address from which the person has signed in during
--   the last days: strangers who guess can't lock the person out there.
--   Returns      chave_origem and chave_login: SHA-256 hashes, because a person may type the password as the login
--   Reads        hub.operador, hub.operador_sessao
--   Concurrency  none
create or replace function access.login_keys(
  p_login text,
  p_origem text,
  out chave_origem bytea,
  out chave_login bytea
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_login text := lower(left(p_login, 128));
  v_network text := regexp_replace(left(p_origem, 64), '^::ffff:(?=\d+\.)', '');
  v_is_known boolean;
begin
  v_is_known := exists (
    select
    from hub.operador as o
    join hub.operador_sessao as s on s.operador_id = o.id
    where o.login = v_login and s.origem = p_origem
  );
  if v_network like '%:%' then
    begin
      v_network := network(set_masklen(v_network::inet, 64))::text;
    exception
      when invalid_text_representation then null;
    end;
  end if;
  chave_origem := sha256(convert_to('origem ' || v_network, 'UTF8'));
  chave_login := sha256(convert_to('login ' || v_login || case when v_is_known then ' ' || v_network else '' end, 'UTF8'));
end
$$;
