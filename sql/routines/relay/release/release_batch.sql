-- relay.release_batch(p_limite, p_id, p_agora)
--   Do the next piece of a release that is due: let up to p_limite events go. Whoever asked for it need not be there any
--   more, and one that is killed loses nothing: how far a release has come is committed with each piece.
--   A release is done when all who might have parked something without having seen the act have ended, and a look from
--   the beginning on, begun later, finds nothing (see relay.share_release_lock). What the act brought is looked at each time: where
--   it has been taken back meanwhile, there is nothing to release.
--   p_id: this one; null: the one that has waited longest.
--   Returns      liberacao: which release it was, null where none is due or others are at them; soltos; restam: whether
--                more waits that can be seen; concluida
--   Writes       hub.liberacao, hub.auditoria once it is done (unless it released nothing), and as relay.release_parked
--                or processing.release_mapped
--   Concurrency  skip locked: several may release at once, each something else. Waits for nobody
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
  v_pedido hub.liberacao;
  v_estacionam text[];
  v_atras_da_barreira boolean;
  v_parte record;
begin
  select *
  into v_pedido
  from hub.liberacao as l
  where l.concluida_em is null
    and case when p_id is null then l.proxima_em <= p_agora else l.id = p_id end
  order by l.proxima_em, l.id
  limit 1
  for update skip locked;
  if not found then
    return;
  end if;
  liberacao := v_pedido.id;

  -- What an earlier transaction found: this one's look may have begun before the last of them ended.
  v_atras_da_barreira := v_pedido.barreira;
  if not v_pedido.barreira then
    v_estacionam := relay.parkers();
    v_pedido.esperados := coalesce(v_pedido.esperados, v_estacionam);
    v_pedido.barreira := not v_pedido.esperados && v_estacionam
      and not exists (select from unnest(v_estacionam) as e (xid) where e.xid like '-1/%');
  end if;
  if v_pedido.ultimo_id = 0 and v_pedido.ultimo_evento = 0 then
    v_pedido.passe_limpo := v_atras_da_barreira;
  end if;

  if v_pedido.motivo = 'MAPEAMENTO' then
    select m.vistos, m.soltos, m.pendencia as ultimo, m.evento as ultimo_evento
    into v_parte
    from processing.release_mapped(
      v_pedido.tenant_id, v_pedido.canal, v_pedido.ultimo_id, v_pedido.ultimo_evento, p_limite
    ) as m;
  elsif relay.may_go(v_pedido.tenant_id, v_pedido.canal, v_pedido.motivo) then
    select r.vistos, r.soltos, r.ultimo, 0::bigint as ultimo_evento
    into v_parte
    from relay.release_parked(
      v_pedido.tenant_id, v_pedido.canal, v_pedido.motivo, v_pedido.ultimo_id, p_limite
    ) as r;
  else
    v_pedido.passe_limpo := true;
    select 0 as vistos, 0 as soltos, 0::bigint as ultimo, 0::bigint as ultimo_evento into v_parte;
  end if;

  soltos := v_parte.soltos;
  restam := v_parte.ultimo > 0 or v_parte.vistos > v_parte.soltos;
  v_pedido.passe_limpo := v_pedido.passe_limpo and v_parte.vistos = 0;
  concluida := v_pedido.passe_limpo and v_parte.ultimo = 0;
  update hub.liberacao as l
  set
    esperados = v_pedido.esperados,
    barreira = v_pedido.barreira,
    passe_limpo = v_pedido.passe_limpo,
    ultimo_id = v_parte.ultimo,
    ultimo_evento = v_parte.ultimo_evento,
    liberados = l.liberados + soltos,
    concluida_em = case when concluida then p_agora end,
    proxima_em = case
      when v_parte.ultimo > 0 or soltos > 0 or v_pedido.barreira <> v_atras_da_barreira then p_agora
      else p_agora + interval '1 second'
    end
  where l.id = v_pedido.id;

  if concluida and v_pedido.liberados + soltos > 0 then
    perform audit.write(
      v_pedido.pedida_por, 'eventos.liberar', 'liberacao', v_pedido.id::text, v_pedido.tenant_id, null,
      jsonb_build_object(
        'canal', v_pedido.canal, 'esperavam', v_pedido.motivo, 'eventosLiberados', v_pedido.liberados + soltos
      )
    );
  end if;
end
$$;
