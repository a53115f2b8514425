-- relay.sweep(p_agora)
--   Once a minute: asks for the release of all that waits for something that is there by now. The releases that acts ask for miss
--   nothing that an act brings; this covers what a person changed in the tables by hand.
--   Returns      how many releases were asked for
--   Writes       hub.liberacao; forgets releases a day after they were done, after five minutes if they released nothing
--   Concurrency  none; two that sweep at once ask for the same, and the second release finds nothing
create or replace function relay.sweep(p_agora timestamptz default clock_timestamp())
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set lock_timeout = '1s'
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_asked int;
begin
  delete from hub.liberacao as l
  where l.concluida_em < p_agora - case when l.liberados = 0 then interval '5 minutes' else interval '1 day' end;

  with target as (
    select f.tenant_id, parked.canal, 'ESTACIONADO' as motivo
    from hub.tenant_flag as f
    cross join lateral (
      select o.canal
      from hub.integracao_outbox as o
      where o.tenant_id = f.tenant_id
        and o.status = 'AGUARDANDO'
        and o.motivo = 'ESTACIONADO'
        and ingress.flag_name(o.canal) = f.nome
      limit 1
    ) as parked
    where f.ligado
    union all
    select c.tenant_id, c.canal, 'REAUTORIZAR'
    from hub.integracao_conector as c
    where c.status = 'ATIVO'
      and c.client_id is not null
      and c.user_id is not null
      and exists (
        select
        from hub.integracao_outbox as o
        where o.tenant_id = c.tenant_id
          and o.status = 'AGUARDANDO'
          and o.motivo = 'REAUTORIZAR'
          and o.canal = c.canal
      )
    union all
    select null, null, 'MAPEAMENTO'
    where exists (select from hub.pendencia_mapeamento as p where p.resolvida_em is null)
  )
  insert into hub.liberacao (tenant_id, canal, motivo, pedida_por)
  select target.tenant_id, target.canal, target.motivo, 'servico:varredura'
  from target
  where not exists (
    select
    from hub.liberacao as l
    where l.concluida_em is null
      and l.motivo = target.motivo
      and l.tenant_id is not distinct from target.tenant_id
      and l.canal is not distinct from target.canal
  );
  get diagnostics v_asked = row_count;
  return v_asked;
end
$$;
