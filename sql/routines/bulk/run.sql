-- bulk.run(p_agora, p_max)
--   Does one turn of the running bulk act that has waited longest: as many items as its pace allows since its last turn, p_max at most
--   (a backend keeps 64 subtransactions cheap, and each item takes one). It also cancels plans that nobody confirmed in time. Call it
--   again until it does nothing.
--   An item that is refused is noted with its sentence and stops no other. An item that somebody else is working on comes after the
--   others, twenty times at most.
--   A turn is one transaction: killed at any point it has done nothing, and is done again. The uuid of each act is made from the lote
--   and the target, so even a repeated turn makes one attempt.
--   Returns      how many items were done or refused
--   Writes       hub.lote, hub.lote_item, and as the acts: relay.reprocess, relay.requeue_dead, relay.discard
--   Concurrency  skip locked: two processes never run the same lote. It waits half a second for a row that somebody else holds
create or replace function bulk.run(p_agora timestamptz default clock_timestamp(), p_max int default 50)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '500ms'
set enable_seqscan = off
as $$
declare
  v_bulk hub.lote;
  v_item hub.lote_item;
  v_since timestamptz;
  v_quota int;
  v_done int := 0;
  v_refused int := 0;
  v_sqlstate text;
  v_message text;
  v_advice text;
begin
  update hub.lote as l
  set status = 'CANCELADO', concluido_em = p_agora
  where l.id in (
    select velho.id
    from hub.lote as velho
    where velho.status = 'PLANEJADO'
      and velho.criado_em < p_agora - interval '15 minutes'
    for update skip locked
  );

  select * into v_bulk
  from hub.lote as l
  where l.status = 'EM_ANDAMENTO'
    and l.andou_em + interval '1 second' / l.ritmo_por_segundo <= p_agora
  order by l.andou_em
  limit 1
  for update skip locked;
  if not found then
    return 0;
  end if;

  -- Time when nothing ran is made up for by a few seconds at most.
  v_since := greatest(v_bulk.andou_em, p_agora - interval '10 seconds');
  v_quota := least(floor(extract(epoch from p_agora - v_since) * v_bulk.ritmo_por_segundo)::int, p_max);

  for v_item in
    select i.*
    from hub.lote_item as i
    where i.lote_id = v_bulk.id
      and i.status = 'PENDENTE'
    order by i.adiamentos, i.alvo_id
    limit v_quota
  loop
    begin
      perform bulk.run_item(v_bulk, v_item.alvo_id);
      update hub.lote_item as i
      set status = 'FEITO', feito_em = p_agora
      where i.lote_id = v_bulk.id and i.alvo_id = v_item.alvo_id;
      v_done := v_done + 1;
    exception when others then
      get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text,
        v_advice = pg_exception_hint;
      if v_item.adiamentos < 20 and (relay.is_transient(v_sqlstate) or v_advice = 'de novo') then
        update hub.lote_item as i
        set adiamentos = i.adiamentos + 1
        where i.lote_id = v_bulk.id and i.alvo_id = v_item.alvo_id;
        -- The turn has used its time to wait for that row.
        exit when v_advice <> 'de novo';
        continue;
      end if;
      update hub.lote_item as i
      set
        status = 'RECUSADO',
        feito_em = p_agora,
        erro = case when v_sqlstate like 'HB%' then v_message else format('falhou (%s): %s', v_sqlstate, relay.safe_error(v_message)) end
      where i.lote_id = v_bulk.id and i.alvo_id = v_item.alvo_id;
      v_refused := v_refused + 1;
    end;
  end loop;

  update hub.lote as l
  set
    feitos = l.feitos + v_done,
    recusados = l.recusados + v_refused,
    andou_em = v_since + v_quota * interval '1 second' / l.ritmo_por_segundo,
    status = case when l.feitos + l.recusados + v_done + v_refused >= l.total then 'CONCLUIDO' else l.status end,
    concluido_em = case when l.feitos + l.recusados + v_done + v_refused >= l.total then p_agora end
  where l.id = v_bulk.id;
  return v_done + v_refused;
end
$$;
