-- relay.apply_claimed(p_ids, p_worker, p_backoff, p_agora)
--   Applies the effect of claimed events and finishes them; parks those that must wait, and charges those that fail.
--   An event that fails is found by halving the batch, and is charged alone; its neighbours are finished. A backend keeps 64
--   subtransactions cheap, not counting those undone. If the batch needs more, what is done stays done, and the caller is asked
--   for a smaller one (reduzir); the rest stays claimable.
--   An event whose missing mapping arrived while it was applied stays claimable: the next step applies it again.
--   Returns      concluidos, retidos, avisos (notices created);
--                falhas [{eventoId, tenant, traceId, status, sqlstate}];
--                tenants, atrasos and vezes group the finished events: their tenant, the milliseconds from arrival to effect (null
--                where somebody had asked for them again), and how many there are; reduzir
--   Writes       hub.integracao_outbox, hub.integracao_evento, and what processing.apply_events writes
--   Concurrency  the caller holds the outbox rows' locks, and the shared locks that relay.step takes first. Orders are locked in the
--                order of their keys, so that steps do not deadlock
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
  v_done bigint[] := '{}';
  v_held bigint[] := '{}';
  v_again bigint[] := '{}';
  v_stack int[] := '{}';
  v_from int;
  v_to int;
  -- How many subtransactions may still be committed, and how many tried.
  v_budget int := 60;
  v_attempts int := 600;
  v_effect record;
  v_status text;
  v_sqlstate text;
  v_message text;
begin
  concluidos := 0;
  retidos := 0;
  avisos := 0;
  falhas := '[]';
  tenants := '{}';
  atrasos := '{}';
  vezes := '{}';
  reduzir := false;
  if v_ids = '{}' then
    return;
  end if;

  -- Step 1. Park the events of tenants whose flag is off.
  v_paused := case when relay.any_paused() then relay.paused_events(v_ids) else '{}' end;
  if v_paused <> '{}' then
    perform relay.hold_events(v_paused, 'ESTACIONADO');
    v_ids := array(select i from unnest(v_ids) as i where i <> all (v_paused));
    retidos := cardinality(v_paused);
  end if;

  -- Step 2. Apply the effect. The stack holds the ranges [from, to] of v_ids that are still to do, at first all of them. A
  -- range that fails is split in two; a range of one event that fails is charged.
  if v_ids <> '{}' then
    v_stack := array[1, cardinality(v_ids)];
  end if;
  while v_stack <> '{}' and v_budget > 0 and v_attempts > 0 loop
    v_to := v_stack[cardinality(v_stack)];
    v_from := v_stack[cardinality(v_stack) - 1];
    v_stack := v_stack[1:cardinality(v_stack) - 2];
    v_attempts := v_attempts - 1;
    begin
      v_effect := processing.apply_events(v_ids[v_from:v_to], p_agora);
      v_done := v_done || v_ids[v_from:v_to];
      v_held := v_held || v_effect.retidos;
      v_again := v_again || v_effect.de_novo;
      avisos := avisos + v_effect.avisos;
      v_budget := v_budget - 1;
    exception when others then
      get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
      if v_from = v_to then
        v_status := relay.settle_failure(v_ids[v_from], null, v_sqlstate, v_message, p_worker, p_backoff, p_agora);
        falhas := falhas || relay.describe_failure(v_ids[v_from], v_status, v_sqlstate);
      else
        -- The whole batch failed: sort it, so that its halves still lock orders in one order.
        if v_to - v_from + 1 = cardinality(v_ids) then
          v_ids := processing.sort_by_order(v_ids);
        end if;
        v_stack := v_stack || array[(v_from + v_to) / 2 + 1, v_to, v_from, (v_from + v_to) / 2];
      end if;
    end;
  end loop;
  reduzir := v_stack <> '{}';

  -- Step 3. Park the events that lack a mapping, leave alone those whose mapping came meanwhile, and finish the others.
  if v_held <> '{}' then
    perform relay.hold_events(v_held, 'MAPEAMENTO');
    v_done := array(select i from unnest(v_done) as i where i <> all (v_held));
    retidos := retidos + cardinality(v_held);
  end if;
  if v_again <> '{}' then
    v_done := array(select i from unnest(v_done) as i where i <> all (v_again));
  end if;
  if v_done <> '{}' then
    concluidos := cardinality(v_done);
    select f.tenants, f.atrasos, f.vezes into tenants, atrasos, vezes from relay.finish_events(v_done, p_agora) as f;
  end if;
end
$$;
