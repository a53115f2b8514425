-- ingress.count_source(p_conector, p_endereco, p_na_lista, p_total, p_agora)
--   Count p_total requests that proved who they are, by the address that they came from. Bounded: beyond 200 addresses a
--   connector and day they are counted together, as "outros", and what is older than 30 days goes.
--   Writes       hub.conector_visita; nothing where the connector is gone
--   Concurrency  an advisory lock of the connector, so that the bound holds over all processes; who counts for several
--                connectors at once goes by their ids
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
  v_dia constant date := (p_agora at time zone 'America/Sao_Paulo')::date;
  v_endereco text := p_endereco;
begin
  perform pg_advisory_xact_lock(hashtextextended('hub.visita', p_conector));
  if not exists (
    select
    from hub.conector_visita as v
    where v.conector_id = p_conector
      and v.dia = v_dia
      and v.endereco = p_endereco
      and v.na_lista = p_na_lista
  ) then
    delete from hub.conector_visita as v
    where v.conector_id = p_conector
      and v.dia < v_dia - 30;
    if (
      select count(*) >= 200
      from hub.conector_visita as v
      where v.conector_id = p_conector
        and v.dia = v_dia
        and v.endereco <> 'outros'
    ) then
      v_endereco := 'outros';
    end if;
  end if;

  insert into hub.conector_visita as v (conector_id, dia, endereco, na_lista, tenant_id, total, ultima_em)
  select c.id, v_dia, v_endereco, p_na_lista, c.tenant_id, p_total, p_agora
  from hub.integracao_conector as c
  where c.id = p_conector
  on conflict (conector_id, dia, endereco, na_lista) do update
  set total = v.total + excluded.total, ultima_em = excluded.ultima_em;
end
$$;
