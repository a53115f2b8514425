-- relay.release_batch(p_limite, p_id, p_agora)
--   Does the next piece of a release that is due: releases up to p_limite events. The session that asked for it need not be there
--   any more, and a killed piece loses nothing: how far a release has come is committed with each piece.
--   ../RELEASE-LOCK.md explains when a release is done. Each piece checks what the act brought: if it has been taken back, there
--   is nothing to release.
--   p_id: this release; null: the one that has waited longest.
--   Returns      liberacao: which release it was, null where none is due or others are at them; soltos: how many were released;
--                restam: whether more waits that can be seen; concluida
--   Writes       hub.liberacao, hub.auditoria once it is done (unless it released nothing), and as relay.release_parked
--                or processing.release_mapped
--   Concurrency  skip locked: several sessions may release at once, each another release. Waits for nobody
create or replace function relay.release_batch(
  p_limite int default 1000,
  p_id bigint default null,
  p_agora timestamptz default clock_timestamp(),
  out liberacao bigint,
  out soltos int,
  out restam boolean,
  out concluida boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
as $$
declare
  v_request hub.liberacao;
  v_parkers text[];
  v_barrier_passed boolean;
  v_part record;
begin
  -- Step 1. Take the release, unless another session has it.
  select *
  into v_request
  from hub.liberacao as l
  where l.concluida_em is null
    and case when p_id is null then l.proxima_em <= p_agora else l.id = p_id end
  order by l.proxima_em, l.id
  limit 1
  for update skip locked;
  if not found then
    return;
  end if;
  liberacao := v_request.id;

  -- Step 2. Find out whether all have ended that might park without having seen the act. What an earlier transaction found
  -- is kept in v_barrier_passed: only that counts for step 3, as this transaction's snapshot may be older than the last end.
  v_barrier_passed := v_request.barreira;
  if not v_request.barreira then
    v_parkers := relay.parkers();
    v_request.esperados := coalesce(v_request.esperados, v_parkers);
    v_request.barreira := not v_request.esperados && v_parkers
      and not exists (select from unnest(v_parkers) as e (xid) where e.xid like '-1/%');
  end if;

  -- Step 3. A look begins. It is clean, if it begins behind the barrier, until it finds something.
  if v_request.ultimo_id = 0 and v_request.ultimo_evento = 0 then
    v_request.passe_limpo := v_barrier_passed;
  end if;

  -- Step 4. Release the next piece. If what the act brought is gone again, there is nothing to release.
  if v_request.motivo = 'MAPEAMENTO' then
    select m.vistos, m.soltos, m.pendencia as ultimo, m.evento as ultimo_evento
    into v_part
    from processing.release_mapped(
      v_request.tenant_id, v_request.canal, v_request.ultimo_id, v_request.ultimo_evento, p_limite
    ) as m;
  elsif relay.may_go(v_request.tenant_id, v_request.canal, v_request.motivo) then
    select r.vistos, r.soltos, r.ultimo, 0::bigint as ultimo_evento
    into v_part
    from relay.release_parked(
      v_request.tenant_id, v_request.canal, v_request.motivo, v_request.ultimo_id, p_limite
    ) as r;
  else
    v_request.passe_limpo := true;
    select 0 as vistos, 0 as soltos, 0::bigint as ultimo, 0::bigint as ultimo_evento into v_part;
  end if;

  -- Step 5. Keep how far it has come. A clean look that has reached its end ends the release.
  soltos := v_part.soltos;
  restam := v_part.ultimo > 0 or v_part.vistos > v_part.soltos;
  v_request.passe_limpo := v_request.passe_limpo and v_part.vistos = 0;
  concluida := v_request.passe_limpo and v_part.ultimo = 0;
  update hub.liberacao as l
  set
    esperados = v_request.esperados,
    barreira = v_request.barreira,
    passe_limpo = v_request.passe_limpo,
    ultimo_id = v_part.ultimo,
    ultimo_evento = v_part.ultimo_evento,
    liberados = l.liberados + soltos,
    concluida_em = case when concluida then p_agora end,
    proxima_em = case
      when v_part.ultimo > 0 or soltos > 0 or v_request.barreira <> v_barrier_passed then p_agora
      else p_agora + interval '1 second'
    end
  where l.id = v_request.id;

  if concluida and v_request.liberados + soltos > 0 then
    perform audit.write(
      v_request.pedida_por, 'eventos.liberar', 'liberacao', v_request.id::text, v_request.tenant_id, null,
      jsonb_build_object(
        'canal', v_request.canal, 'esperavam', v_request.motivo, 'eventosLiberados', v_request.liberados + soltos
      )
    );
  end if;
end
$$;
