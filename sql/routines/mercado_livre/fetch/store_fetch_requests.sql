-- mercado_livre.store_fetch_requests(p_eventos, p_ja, p_agora)
--   Store the fetch requests that the synchronisation found, as ingress.append_events takes them. A key that is known
--   was found before: nothing is stored, and a dead request goes back to the queue, see relay.return_found. The key says
--   what was known of the resource when it was found, so a newer reading has another key.
--   p_ja: a person asked for the synchronisation.
--   Returns      how many are fetched because of this: new ones, and ones given back
--   Reads        hub.idempotencia
--   Writes       as ingress.append_events and relay.return_found
--   Concurrency  as those
create or replace function mercado_livre.store_fetch_requests(
  p_eventos json,
  p_ja boolean,
  p_agora timestamptz default clock_timestamp()
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_tenants bigint[];
  v_resources text[];
  v_new json;
  v_total int;
begin
  perform relay.share_release_lock();
  select
    array_agg(achado.tenant_id) filter (where achado.conhecido),
    array_agg(achado.recurso) filter (where achado.conhecido),
    json_agg(achado.evento) filter (where not achado.conhecido)
  into v_tenants, v_resources, v_new
  from (
    select
      e.evento, (e.evento ->> 'tenantId')::bigint as tenant_id, e.evento ->> 'recurso' as recurso,
      (
        select i.chave
        from hub.idempotencia as i
        where i.chave = ingress.idempotency_key(
          e.evento ->> 'canal', (e.evento ->> 'tenantId')::bigint, e.evento ->> 'tipo', e.evento ->> 'externalId',
          null, e.evento ->> 'marca'
        )
      ) is not null as conhecido
    from json_array_elements(p_eventos) as e (evento)
  ) as achado;

  v_total := relay.return_found(coalesce(v_tenants, '{}'), coalesce(v_resources, '{}'), p_ja, p_agora);
  if v_new is not null then
    v_total := v_total + (
      select count(*) filter (where novo.status <> 'DUPLICADO')
      from ingress.append_events(v_new, p_agora) as novo
    );
  end if;
  return v_total;
end
$$;
