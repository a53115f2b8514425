-- relay.sweep_strays(p_limite, p_recentes, p_agora)
--   Finds events and notices that ought to wait in the outbox and have no row there (deleted by hand, or half restored), and gives
--   them one. It looks at the next p_limite events and as many notices, by id, from where the last call ended; after the end of
--   both, the next call begins again. A dead event is dead again. Any other is queued, and parked again if it must be. A notice
--   that was being sent becomes INCERTA, as nobody knows whether it went out.
--   No index follows an event's status, so it looks at each event: a call costs the same however many there are.
--   p_recentes: looks at the newest p_limite instead, and leaves the round where it is.
--   Returns      achados: how many had no row; fim: whether the round has come to its end
--   Reads        hub.pedido
--   Writes       hub.varredura_fila, hub.integracao_outbox, hub.integracao_evento (status), hub.notificacao (status),
--                hub.auditoria (one row a tenant)
--   Concurrency  one at a time, the others do nothing; skip locked: waits for nobody
create or replace function relay.sweep_strays(
  p_limite int default 5000,
  p_recentes boolean default false,
  p_agora timestamptz default clock_timestamp(),
  out achados int,
  out fim boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_round hub.varredura_fila;
  v_events record;
  v_notices record;
  v_events_found int;
  v_notices_found int;
begin
  achados := 0;
  fim := true;
  select * into v_round from hub.varredura_fila as v for update skip locked;
  if not found then
    return;
  end if;
  if p_recentes then
    v_round.evento_ate := coalesce(
      (select e.id - p_limite from hub.integracao_evento as e order by e.id desc limit 1), 0
    );
    v_round.aviso_ate := coalesce((select n.id - p_limite from hub.notificacao as n order by n.id desc limit 1), 0);
  end if;

  select count(*) as total, max(j.id) as ultimo, coalesce(array_agg(j.id) filter (where j.stray), '{}') as ids
  into v_events
  from (
    select
      e.id,
      e.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO')
        and not exists (select from hub.integracao_outbox as o where o.id = e.id) as stray
    from hub.integracao_evento as e
    where e.id > v_round.evento_ate
    order by e.id
    limit p_limite
  ) as j;
  select count(*) as total, max(j.id) as ultimo, coalesce(array_agg(j.id) filter (where j.stray), '{}') as ids
  into v_notices
  from (
    select
      n.id,
      n.status in ('PENDENTE', 'ENVIANDO')
        and not exists (select from hub.integracao_outbox as o where o.id = n.id) as stray
    from hub.notificacao as n
    where n.id > v_round.aviso_ate
    order by n.id
    limit p_limite
  ) as j;

  v_events_found := case when v_events.ids = '{}' then 0 else relay.requeue_events(v_events.ids) end;
  v_notices_found := case when v_notices.ids = '{}' then 0 else notifications.requeue_strays(v_notices.ids) end;
  achados := v_events_found + v_notices_found;
  fim := v_events.total < p_limite and v_notices.total < p_limite;
  if p_recentes and achados = 0 then
    return;
  end if;

  update hub.varredura_fila as v
  set
    evento_ate = case when p_recentes then v.evento_ate when fim then 0 else coalesce(v_events.ultimo, v_round.evento_ate) end,
    aviso_ate = case when p_recentes then v.aviso_ate when fim then 0 else coalesce(v_notices.ultimo, v_round.aviso_ate) end,
    eventos_achados = v.eventos_achados + v_events_found,
    avisos_achados = v.avisos_achados + v_notices_found,
    achado_em = case when achados > 0 then p_agora else v.achado_em end;
end
$$;
