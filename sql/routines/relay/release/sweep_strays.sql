-- relay.sweep_strays(p_limite, p_recentes, p_agora)
--   Find events and notices that ought to wait in the outbox and have no row there (deleted by hand, or half restored), and
--   give them one: the next p_limite events and as many notices, by id, from where the last call ended. At the end of both
--   the next call begins anew. An event that was dead is dead again; any other is queued, and parked again if it must be. A
--   notice that was being sent becomes INCERTA: nobody knows whether it went out.
--   No index follows an event's status, so each is looked at: it costs the same however many there are.
--   p_recentes: look at the newest p_limite instead, and leave the round where it is.
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
  v_ronda hub.varredura_fila;
  v_eventos record;
  v_avisos record;
  v_de_eventos int;
  v_de_avisos int;
begin
  achados := 0;
  fim := true;
  select * into v_ronda from hub.varredura_fila as v for update skip locked;
  if not found then
    return;
  end if;
  if p_recentes then
    v_ronda.evento_ate := coalesce(
      (select e.id - p_limite from hub.integracao_evento as e order by e.id desc limit 1), 0
    );
    v_ronda.aviso_ate := coalesce((select n.id - p_limite from hub.notificacao as n order by n.id desc limit 1), 0);
  end if;

  select count(*) as total, max(j.id) as ultimo, coalesce(array_agg(j.id) filter (where j.perdido), '{}') as ids
  into v_eventos
  from (
    select
      e.id,
      e.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO')
        and not exists (select from hub.integracao_outbox as o where o.id = e.id) as perdido
    from hub.integracao_evento as e
    where e.id > v_ronda.evento_ate
    order by e.id
    limit p_limite
  ) as j;
  select count(*) as total, max(j.id) as ultimo, coalesce(array_agg(j.id) filter (where j.perdido), '{}') as ids
  into v_avisos
  from (
    select
      n.id,
      n.status in ('PENDENTE', 'ENVIANDO')
        and not exists (select from hub.integracao_outbox as o where o.id = n.id) as perdido
    from hub.notificacao as n
    where n.id > v_ronda.aviso_ate
    order by n.id
    limit p_limite
  ) as j;

  v_de_eventos := case when v_eventos.ids = '{}' then 0 else relay.requeue_events(v_eventos.ids) end;
  v_de_avisos := case when v_avisos.ids = '{}' then 0 else notifications.requeue_strays(v_avisos.ids) end;
  achados := v_de_eventos + v_de_avisos;
  fim := v_eventos.total < p_limite and v_avisos.total < p_limite;
  if p_recentes and achados = 0 then
    return;
  end if;

  update hub.varredura_fila as v
  set
    evento_ate = case when p_recentes then v.evento_ate when fim then 0 else coalesce(v_eventos.ultimo, v_ronda.evento_ate) end,
    aviso_ate = case when p_recentes then v.aviso_ate when fim then 0 else coalesce(v_avisos.ultimo, v_ronda.aviso_ate) end,
    eventos_achados = v.eventos_achados + v_de_eventos,
    avisos_achados = v.avisos_achados + v_de_avisos,
    achado_em = case when achados > 0 then p_agora else v.achado_em end;
end
$$;
