-- relay.step(p_limite, p_worker, p_backoff, p_agora)
--   The fused step, the whole happy path in one call and one commit: claim a batch of PROCESSAR rows, apply their
--   effect, finish them. A crash at any point undoes all three.
--   An event that fails is found by halving the batch and charged alone; its neighbours are finished. A backend keeps 64
--   subtransactions cheap, not counting those undone: should it take more, what is done is committed, the rest stays
--   claimable, and reduzir asks for a smaller batch.
--   An event whose missing mapping came while it was applied stays claimable: the next step applies it again.
--   Returns      reivindicados, concluidos, retidos, avisos (notices created), falhas [{eventoId, tenant, traceId, status, sqlstate}],
--                tenants, atrasos and vezes (of the events that were finished: whose, milliseconds from arrival to effect or null
--                where somebody asked for them again, and how many took so long), reduzir
--   Writes       hub.integracao_outbox, hub.integracao_evento, and what processing.apply_events writes
--   Concurrency  skip locked claims; orders are locked in the order of their keys, so that steps do not deadlock
create or replace function relay.step(
  p_limite int,
  p_worker text,
  p_backoff interval[],
  p_agora timestamptz default clock_timestamp(),
  out reivindicados int,
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
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_ids bigint[];
  v_estacionados bigint[];
  v_feitos bigint[] := '{}';
  v_retidos bigint[] := '{}';
  v_de_novo bigint[] := '{}';
  v_pilha int[] := '{}';
  v_de int;
  v_ate int;
  v_orcamento int := 60;
  v_tentativas int := 600;
  v_efeito record;
  v_estado text;
  v_sqlstate text;
  v_mensagem text;
begin
  reivindicados := 0;
  concluidos := 0;
  retidos := 0;
  avisos := 0;
  falhas := '[]';
  tenants := '{}';
  atrasos := '{}';
  vezes := '{}';
  reduzir := false;

  perform relay.share_release_lock();
  perform processing.share_mappings();
  v_ids := relay.claim_rows(0, p_limite, p_agora);
  reivindicados := cardinality(v_ids);
  if reivindicados = 0 then
    return;
  end if;

  v_estacionados := case when relay.any_paused() then relay.paused_events(v_ids) else '{}' end;
  if v_estacionados <> '{}' then
    perform relay.hold_events(v_estacionados, 'ESTACIONADO');
    v_ids := array(select i from unnest(v_ids) as i where i <> all (v_estacionados));
    retidos := cardinality(v_estacionados);
  end if;

  if v_ids <> '{}' then
    v_pilha := array[1, cardinality(v_ids)];
  end if;
  while v_pilha <> '{}' and v_orcamento > 0 and v_tentativas > 0 loop
    v_ate := v_pilha[cardinality(v_pilha)];
    v_de := v_pilha[cardinality(v_pilha) - 1];
    v_pilha := v_pilha[1:cardinality(v_pilha) - 2];
    v_tentativas := v_tentativas - 1;
    begin
      v_efeito := processing.apply_events(v_ids[v_de:v_ate], p_agora);
      v_feitos := v_feitos || v_ids[v_de:v_ate];
      v_retidos := v_retidos || v_efeito.retidos;
      v_de_novo := v_de_novo || v_efeito.de_novo;
      avisos := avisos + v_efeito.avisos;
      v_orcamento := v_orcamento - 1;
    exception when others then
      get stacked diagnostics v_sqlstate = returned_sqlstate, v_mensagem = message_text;
      if v_de = v_ate then
        v_estado := relay.settle_failure(v_ids[v_de], null, v_sqlstate, v_mensagem, p_worker, p_backoff, p_agora);
        falhas := falhas || relay.describe_failure(v_ids[v_de], v_estado, v_sqlstate);
      else
        if v_ate - v_de + 1 = cardinality(v_ids) then
          v_ids := processing.sort_by_order(v_ids);
        end if;
        v_pilha := v_pilha || array[(v_de + v_ate) / 2 + 1, v_ate, v_de, (v_de + v_ate) / 2];
      end if;
    end;
  end loop;
  reduzir := v_pilha <> '{}';

  if v_retidos <> '{}' then
    perform relay.hold_events(v_retidos, 'MAPEAMENTO');
    v_feitos := array(select i from unnest(v_feitos) as i where i <> all (v_retidos));
    retidos := retidos + cardinality(v_retidos);
  end if;
  if v_de_novo <> '{}' then
    v_feitos := array(select i from unnest(v_feitos) as i where i <> all (v_de_novo));
  end if;
  if v_feitos <> '{}' then
    concluidos := cardinality(v_feitos);
    select f.tenants, f.atrasos, f.vezes into tenants, atrasos, vezes from relay.finish_events(v_feitos, p_agora) as f;
  end if;
end
$$;
