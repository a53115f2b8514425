-- relay.apply_claimed(p_ids, p_worker, p_backoff, p_agora)
--   Applies the effect of claimed events and finishes them; parks those that must wait, and charges those that fail, each alone.
--   An event whose missing mapping arrived while it was applied stays claimable: the next step applies it again.
--   Returns      concluidos, retidos, avisos (notices created);
--                falhas [{eventoId, tenant, traceId, status, sqlstate}];
--                tenants, atrasos and vezes group the finished events: their tenant, the milliseconds from arrival to effect (null
--                where somebody had asked for them again), and how many there are;
--                reduzir: the batch was not done in the subtransactions that a step may use; the rest stays claimable
--   Writes       hub.integracao_outbox, hub.integracao_evento, hub.evento_tentativa, and what processing.apply_events writes
--   Concurrency  the caller holds the outbox rows' locks, and the shared locks that relay.step takes first; then as
--                relay.apply_batch
create or replace function relay.apply_claimed(
  p_ids bigint[],
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz,
  out concluidos int,
  out retidos int,
  out avisos int,
  out falhas jsonb,
  out tenants bigint[],
  out atrasos int[],
  out vezes int[],
  out reduzir boolean
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ids bigint[] := p_ids;
  v_paused bigint[];
  v_batch record;
  v_done bigint[];
begin
  concluidos := 0;
  retidos := 0;
  avisos := 0;
  falhas := '[]';
  tenants := '{}';
  atrasos := '{}';
  vezes := '{}';
  reduzir := false;

  -- Step 1. Park the events of tenants whose flag is off.
  if v_ids <> '{}' and relay.any_paused() then
    v_paused := relay.paused_events(v_ids);
    if v_paused <> '{}' then
      perform relay.hold_events(v_paused, 'ESTACIONADO');
      v_ids := array(select i from unnest(v_ids) as i where i <> all (v_paused));
      retidos := cardinality(v_paused);
    end if;
  end if;
  if v_ids = '{}' then
    return;
  end if;

  -- Step 2. Apply the effect, and charge what failed.
  v_batch := relay.apply_batch(v_ids, p_agora);
  avisos := v_batch.avisos;
  reduzir := v_batch.restantes;
  if v_batch.falhos <> '{}' then
    falhas := relay.settle_failures(v_batch.falhos, v_batch.sqlstates, v_batch.erros, p_worker, p_backoff, p_agora);
  end if;

  -- Step 3. Park the events that lack a mapping, leave alone those whose mapping came meanwhile, and finish the others.
  v_done := v_batch.concluidos;
  if v_batch.retidos <> '{}' then
    perform relay.hold_events(v_batch.retidos, 'MAPEAMENTO');
    v_done := array(select i from unnest(v_done) as i where i <> all (v_batch.retidos));
    retidos := retidos + cardinality(v_batch.retidos);
  end if;
  if v_batch.de_novo <> '{}' then
    v_done := array(select i from unnest(v_done) as i where i <> all (v_batch.de_novo));
  end if;
  if v_done <> '{}' then
    concluidos := cardinality(v_done);
    select f.tenants, f.atrasos, f.vezes into tenants, atrasos, vezes from relay.finish_events(v_done, p_agora) as f;
  end if;
end
$$;
