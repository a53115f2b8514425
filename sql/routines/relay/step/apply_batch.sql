-- relay.apply_batch(p_ids, p_agora)
--   Applies the effect of a batch, and tells apart the events that fail: each is found out alone, and its neighbours are applied.
--   First the whole batch is tried at once. If it fails, processing.apply_each finds the orders that can't be written. Where it
--   fails in another way, the batch is halved until the failing event is alone.
--   After a batch with failures the next one of this session (its setting hub.failing) spares the first try.
--   A backend keeps 64 subtransactions cheap, not counting those undone. If halving needs more, what is done stays done.
--   Returns      concluidos: the events applied; retidos and de_novo: those of them that processing.apply_events names so; avisos;
--                falhos, sqlstates, erros: the events that failed, and why; restantes: whether events are left, for smaller batches
--   Reads        hub.integracao_evento
--   Writes       what processing.apply_events writes
--   Concurrency  orders are locked in the order of their keys, so that steps do not deadlock
create or replace function relay.apply_batch(
  p_ids bigint[],
  p_agora timestamptz,
  out concluidos bigint[],
  out retidos bigint[],
  out de_novo bigint[],
  out avisos int,
  out falhos bigint[],
  out sqlstates text[],
  out erros text[],
  out restantes boolean
)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_effect record;
  v_ids bigint[] := p_ids;
  v_stack int[];
  v_from int;
  v_to int;
  -- How many subtransactions may still be committed, and how many tried.
  v_budget int := 60;
  v_attempts int := 600;
  v_sqlstate text;
  v_message text;
begin
  concluidos := '{}';
  retidos := '{}';
  de_novo := '{}';
  avisos := 0;
  falhos := '{}';
  sqlstates := '{}';
  erros := '{}';
  restantes := false;

  -- Step 1. Try the whole batch.
  if current_setting('hub.failing', true) is distinct from 'on' then
    begin
      v_effect := processing.apply_events(p_ids, p_agora);
      concluidos := p_ids;
      retidos := v_effect.retidos;
      de_novo := v_effect.de_novo;
      avisos := v_effect.avisos;
      return;
    exception when others then
      perform set_config('hub.failing', 'on', false);
    end;
  end if;

  -- Step 2. Find the orders that can't be written, and apply the events of the others.
  begin
    v_effect := processing.apply_each(p_ids, p_agora);
    concluidos := v_effect.concluidos;
    retidos := v_effect.retidos;
    de_novo := v_effect.de_novo;
    avisos := v_effect.avisos;
    falhos := v_effect.falhos;
    sqlstates := v_effect.sqlstates;
    erros := v_effect.erros;
    v_ids := v_effect.restantes;
  exception when others then
    null;
  end;

  -- Step 3. Halve what is left. The stack holds the ranges [from, to] of v_ids that are still to do. A range that fails is split
  -- in two; a range of one event that fails has found it.
  if v_ids <> '{}' then
    v_ids := processing.sort_by_order(v_ids);
    v_stack := array[1, cardinality(v_ids)];
    while v_stack <> '{}' and v_budget > 0 and v_attempts > 0 loop
      v_to := v_stack[cardinality(v_stack)];
      v_from := v_stack[cardinality(v_stack) - 1];
      v_stack := v_stack[1:cardinality(v_stack) - 2];
      v_attempts := v_attempts - 1;
      begin
        v_effect := processing.apply_events(v_ids[v_from:v_to], p_agora);
        concluidos := concluidos || v_ids[v_from:v_to];
        retidos := retidos || v_effect.retidos;
        de_novo := de_novo || v_effect.de_novo;
        avisos := avisos + v_effect.avisos;
        v_budget := v_budget - 1;
      exception when others then
        get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text;
        if v_from < v_to then
          v_stack := v_stack || array[(v_from + v_to) / 2 + 1, v_to, v_from, (v_from + v_to) / 2];
        else
          falhos := falhos || v_ids[v_from];
          sqlstates := sqlstates || v_sqlstate;
          erros := erros || v_message;
        end if;
      end;
    end loop;
    restantes := v_stack <> '{}';
  end if;
  if falhos = '{}' then
    perform set_config('hub.failing', 'off', false);
  end if;
end
$$;
