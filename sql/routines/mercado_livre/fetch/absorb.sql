-- mercado_livre.absorb(p_ids, p_agora)
--   Of leased fetch requests, keep one a resource, the oldest. The others, and whatever else waits for the same
--   resources, are done with it: their rows go, and their events become DUPLICADO of the one that is kept. That includes
--   dead ones: should this fetch fail as well, one dead row speaks for the resource. What is leased to somebody else,
--   parked, or asked for again by a person is left alone.
--   Returns      the ids that are kept
--   Writes       hub.integracao_outbox, hub.integracao_evento (status, duplicado_de, processed_at)
--   Concurrency  the caller holds the rows' locks; others are taken with skip locked
--   Both queries are written so that no plan of theirs reads the rest of the queue: this matters just when it is long.
create or replace function mercado_livre.absorb(p_ids bigint[], p_agora timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  v_ids bigint[];
  v_others bigint[];
  v_owners bigint[];
begin
  with linha as materialized (
    select o.id, o.tenant_id, o.recurso
    from hub.integracao_outbox as o
    where o.id = any (p_ids)
  )
  select array_agg(dono.id)
  into v_ids
  from (select min(linha.id) as id from linha group by linha.tenant_id, linha.recurso) as dono;

  with outro as (
    select outra.id, dono.id as dono
    from hub.integracao_outbox as dono
    cross join lateral (
      select o.id
      from hub.integracao_outbox as o
      where o.tenant_id = dono.tenant_id
        and o.recurso = dono.recurso
        and o.id <> dono.id
        and (
          o.status = 'MORTO'
          or (
            o.reprocess_id is null
            and (
              o.id = any (p_ids)
              or o.status = 'PENDENTE'
              or (o.status = 'AGUARDANDO' and o.motivo in ('RETRY', 'ADIADO'))
            )
          )
        )
      for update skip locked
    ) as outra
    where dono.id = any (v_ids)
  )
  select array_agg(outro.id), array_agg(outro.dono) into v_others, v_owners from outro;

  if v_others is not null then
    delete from hub.integracao_outbox as o
    where o.id = any (v_others);

    update hub.integracao_evento as e
    set status = 'DUPLICADO', duplicado_de = absorvido.dono, processed_at = p_agora, error_msg = null
    from unnest(v_others, v_owners) as absorvido (id, dono)
    where e.id = absorvido.id;
  end if;
  return array(select i from unnest(p_ids) as i where i <> all (coalesce(v_others, '{}')));
end
$$;
