-- mercado_livre.reserve(p_client_id, p_conector, p_por_aplicacao, p_por_vendedor, p_agora)
--   Take the next free moment for a request, over all processes. Requests are spaced by the limits of the application
--   and of the seller, in requests a second.
--   Returns      esperar_ms: how long to wait before the request leaves. agora_ms: the database's clock, in milliseconds
--                since 1970, when the turn was given; it dates what is read. pausado_ms: not null while the marketplace has
--                asked for a pause, and how long that lasts; then no turn was taken
--   Writes       hub.conector_ritmo
--   Concurrency  two row locks, the application's first; commit at once. The commit does not wait for the disk: all
--                requests of an application queue for these rows, and what a crash forgets is at most a moment's turns
create or replace function mercado_livre.reserve(
  p_client_id text,
  p_conector bigint,
  p_por_aplicacao int,
  p_por_vendedor int,
  p_agora timestamptz default clock_timestamp(),
  out esperar_ms double precision,
  out pausado_ms double precision,
  out agora_ms double precision
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  v_application constant text := 'app:' || p_client_id;
  v_seller constant text := 'conector:' || p_conector;
  v_turn timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  pausado_ms := (
    select extract(epoch from max(r.pausado_ate) - p_agora) * 1000
    from hub.conector_ritmo as r
    where r.chave in (v_application, v_seller)
      and r.pausado_ate > p_agora
  );
  if pausado_ms is not null then
    return;
  end if;

  insert into hub.conector_ritmo as r (chave, proximo_em)
  values (v_application, p_agora + interval '1 second' / p_por_aplicacao)
  on conflict (chave) do update
  set proximo_em = greatest(r.proximo_em, p_agora) + interval '1 second' / p_por_aplicacao
  returning r.proximo_em - interval '1 second' / p_por_aplicacao into v_turn;

  insert into hub.conector_ritmo as r (chave, proximo_em)
  values (v_seller, v_turn + interval '1 second' / p_por_vendedor)
  on conflict (chave) do update
  set proximo_em = greatest(r.proximo_em, v_turn) + interval '1 second' / p_por_vendedor
  returning r.proximo_em - interval '1 second' / p_por_vendedor into v_turn;

  esperar_ms := greatest(extract(epoch from v_turn - p_agora), 0) * 1000;
  -- Not p_agora: the rows may have been waited for.
  agora_ms := extract(epoch from clock_timestamp()) * 1000;
end
$$;
