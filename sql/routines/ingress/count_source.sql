-- ingress.count_source(p_conector, p_endereco, p_na_lista, p_total, p_agora)
--   Count p_total requests that proved who sent them, by their source: the address that they came from. It is bounded:
--   beyond 200 addresses a connector and day the rest is counted together, as "outros", and rows older than 30 days are
--   deleted.
--   Writes       hub.conector_visita; nothing where the connector is gone
--   Concurrency  an advisory lock of the connector, so that the bound holds over all processes. A caller that counts for
--                several connectors at once sorts them by id
create or replace function ingress.count_source(
  p_conector bigint,
  p_endereco text,
  p_na_lista boolean,
  p_total bigint,
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
as $$
declare
  v_day constant date := (p_agora at time zone 'America/Sao_Paulo')::date;
  v_address text := p_endereco;
begin
  perform pg_advisory_xact_lock(hashtextextended('hub.visita', p_conector));
  if not exists (
    select
    from hub.conector_visita as v
    where v.conector_id = p_conector
      and v.dia = v_day
      and v.endereco = p_endereco
      and v.na_lista = p_na_lista
  ) then
    delete from hub.conector_visita as v
    where v.conector_id = p_conector
      and v.dia < v_day - 30;
    if (
      select count(*) >= 200
      from hub.conector_visita as v
      where v.conector_id = p_conector
        and v.dia = v_day
        and v.endereco <> 'outros'
    ) then
      v_address := 'outros';
    end if;
  end if;

  insert into hub.conector_visita as v (conector_id, dia, endereco, na_lista, tenant_id, total, ultima_em)
  select c.id, v_day, v_address, p_na_lista, c.tenant_id, p_total, p_agora
  from hub.integracao_conector as c
  where c.id = p_conector
  on conflict (conector_id, dia, endereco, na_lista) do update
  set total = v.total + excluded.total, ultima_em = excluded.ultima_em;
end
$$;
