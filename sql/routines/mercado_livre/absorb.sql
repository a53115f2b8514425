-- mercado_livre.absorb(p_ids, p_agora)
--   Of leased rows, keep one a resource, the oldest; the others, and whatever else waits for the same resources, are
--   done with it: their rows go, and their events become DUPLICADO of the one that is kept. What is leased to somebody
--   else, dead, parked, or asked for again by a person is left alone.
--   Returns      the ids that are kept
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, duplicado_de, processed_at)
--   Concurrency  the caller holds the rows' locks; others are taken with skip locked
create or replace function mercado_livre.absorb(p_ids bigint[], p_agora timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_ids bigint[];
  v_outros bigint[];
  v_deles bigint[];
begin
  v_ids := array(
    select distinct on (o.tenant_id, o.recurso) o.id
    from hub.integracao_outbox as o
    where o.id = any (p_ids)
    order by o.tenant_id, o.recurso, o.id
  );

  with outro as (
    select outra.id, dono.id as dono
    from hub.integracao_outbox as dono
    join hub.integracao_outbox as outra on outra.tenant_id = dono.tenant_id and outra.recurso = dono.recurso
    where dono.id = any (v_ids)
      and outra.id <> dono.id
      and outra.reprocess_id is null
      and (
        outra.id = any (p_ids)
        or outra.status = 'PENDENTE'
        or (outra.status = 'AGUARDANDO' and outra.motivo in ('RETRY', 'ADIADO'))
      )
    for update of outra skip locked
  )
  select array_agg(outro.id), array_agg(outro.dono) into v_outros, v_deles from outro;

  if v_outros is not null then
    delete from hub.integracao_outbox as o
    where o.id = any (v_outros);

    update hub.integracao_evento as e
    set status = 'DUPLICADO', duplicado_de = absorvido.dono, processed_at = p_agora, error_msg = null
    from unnest(v_outros, v_deles) as absorvido (id, dono)
    where e.id = absorvido.id;
  end if;
  return array(select i from unnest(p_ids) as i where i <> all (coalesce(v_outros, '{}')));
end
$$;
