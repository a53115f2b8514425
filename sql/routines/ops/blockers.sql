-- ops.blockers(p_segundos, p_xids)
--   Lists what holds this database up, in this order:
--   FILA: who holds the queue, named within a second: a session that keeps a lock on a table of hub that stops its work, or for which
--   others have waited, with the statement that ends it. A running step of a relay and autovacuum are not listed.
--   OCIOSA, LONGA: sessions whose transaction is older than p_segundos, idle ones first.
--   HORIZONTE, PREPARADA, SLOT: what keeps the horizon of vacuum over p_xids transactions back (a session, a prepared transaction, a
--   replication slot). ESPERA: who has waited for a lock for five seconds, and for whom.
--   It never shows a query: its text may hold anybody's data.
--   Where the server hides other users' sessions (no pg_read_all_stats), age and state are unknown: a session is then found by the
--   horizon alone, and a last row of tipo SEM_VISAO says so.
--   Returns      tipo: FILA, OCIOSA (idle in transaction), LONGA, HORIZONTE, PREPARADA, SLOT, ESPERA or SEM_VISAO; pid; quem;
--                desde; bloqueadores (ESPERA: the pids that are waited for); frase (pt-BR, without capital and full stop)
--   Reads        pg_stat_activity, pg_locks, pg_prepared_xacts, pg_replication_slots
--   Concurrency  none
create or replace function ops.blockers(p_segundos int default 60, p_xids int default 100000)
returns table (tipo text, pid int, quem text, desde timestamptz, bloqueadores int[], frase text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with sessao as materialized (
    select
      s.pid,
      concat_ws(', ', s.usename, nullif(s.application_name, '')) as quem,
      s.application_name as aplicacao,
      host(s.client_addr) as endereco,
      s.state,
      s.xact_start,
      coalesce(age(s.backend_xmin), 0) as atraso,
      -- The server shows null for what it hides.
      s.state is null as oculta
    from pg_stat_activity as s
    where s.datname = current_database()
      and s.pid <> pg_backend_pid()
      -- backend_type is hidden too; a worker of the server has no user.
      and coalesce(s.backend_type, case when s.usesysid is not null then 'client backend' end) = 'client backend'
  ),
  espera as materialized (
    select
      l.pid,
      min(l.waitstart) as desde,
      min(c.relname) as tabela,
      bool_or(l.locktype = 'advisory') as de_liberacao
    from pg_locks as l
    left join pg_class as c on c.oid = l.relation
    where not l.granted
      and (l.database = (select d.oid from pg_database as d where d.datname = current_database()) or l.database is null or l.database = 0)
      and l.waitstart < clock_timestamp() - interval '5 seconds'
      and exists (select from sessao as s where s.pid = l.pid)
    group by l.pid
  ),
  -- Strong locks on tables of hub, and who waits for whom, since when, at what.
  forte as materialized (
    select l.pid, c.relname as tabela, l.waitstart
    from pg_locks as l
    join pg_class as c on c.oid = l.relation
    join pg_namespace as n on n.oid = c.relnamespace
    where l.locktype = 'relation'
      and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      and n.nspname = 'hub'
  ),
  parado as materialized (
    select l.pid, min(l.waitstart) as desde, min(c.relname) as tabela
    from pg_locks as l
    left join pg_class as c on c.oid = l.relation
    where not l.granted
      and exists (select from sessao as s where s.pid = l.pid)
    group by l.pid
  ),
  preso as materialized (
    select p.pid, p.desde, p.tabela, culpado.pid as por
    from parado as p
    cross join lateral unnest(pg_blocking_pids(p.pid)) as culpado (pid)
  ),
  fila as (
    select
      s.pid, s.quem, s.state, s.xact_start, s.endereco, s.oculta,
      (select min(f.tabela) from forte as f where f.pid = s.pid) as trancada,
      (select min(p.tabela) from preso as p where p.por = s.pid) as esperada,
      (select count(distinct p.pid) from preso as p where p.por = s.pid) as esperam,
      coalesce(
        s.xact_start,
        (select min(p.desde) from preso as p where p.por = s.pid),
        (select min(f.waitstart) from forte as f where f.pid = s.pid)
      ) as desde
    from sessao as s
    where (
        exists (
          select from forte as f where f.pid = s.pid and coalesce(f.waitstart, s.xact_start) < clock_timestamp() - interval '1 second'
        )
        or exists (
          select
          from preso as p
          where p.por = s.pid
            and p.desde < clock_timestamp() - interval '1 second'
            and not exists (select from parado as q where q.pid = s.pid)
        )
      )
      -- A step that works ends by itself.
      and not (
        coalesce(s.aplicacao like 'hub-%', false)
        and s.state = 'active'
        and s.xact_start > clock_timestamp() - p_segundos * interval '1 second'
      )
  ),
  achado (ordem, tipo, pid, quem, desde, bloqueadores, frase) as (
    select 0, 'FILA', f.pid, f.quem, f.desde, null::int[],
      format(
        '%s%s segura %s%s%s%s; para encerrar: select pg_terminate_backend(%s)', f.quem, ', de ' || f.endereco,
        coalesce('a tabela hub.' || coalesce(f.trancada, f.esperada), 'linhas da fila'),
        ' desde ' || ops.moment(f.desde),
        case when f.state like 'idle in transaction%' then ', parada em uma transação aberta' else '' end,
        case f.esperam when 0 then '' when 1 then ', e 1 sessão espera por ela' else format(', e %s sessões esperam por ela', f.esperam) end,
        f.pid
      )
    from fila as f
    -- A hidden session may be a step that works.
    where not (f.oculta and f.desde > clock_timestamp() - interval '10 seconds')
    union all
    select
      case when s.state like 'idle in transaction%' then 1 else 2 end,
      case when s.state like 'idle in transaction%' then 'OCIOSA' else 'LONGA' end,
      s.pid, s.quem, s.xact_start, null::int[],
      format(
        '%s tem uma transação aberta desde %s%s%s', s.quem, ops.moment(s.xact_start),
        case when s.state like 'idle in transaction%' then ', parada' else '' end,
        case when s.atraso > p_xids then ', que impede a limpeza das tabelas' else '' end
      )
    from sessao as s
    where s.xact_start < clock_timestamp() - p_segundos * interval '1 second'
      and not exists (select from fila as f where f.pid = s.pid)
    union all
    select 3, 'HORIZONTE', s.pid, s.quem, null, null,
      format('%s segura uma visão antiga do banco, que impede a limpeza das tabelas', s.quem)
    from sessao as s
    where s.atraso > p_xids
      and (s.xact_start is null or s.xact_start >= clock_timestamp() - p_segundos * interval '1 second')
    union all
    select 4, 'PREPARADA', null, x.owner, x.prepared, null,
      format('a transação preparada %s, de %s, espera desde %s que alguém a termine', x.gid, x.owner, ops.moment(x.prepared))
    from pg_prepared_xacts as x
    where x.database = current_database()
      and x.prepared < clock_timestamp() - p_segundos * interval '1 second'
    union all
    select 5, 'SLOT', r.active_pid, r.slot_name, null, null,
      format(
        'o slot de replicação %s%s segura uma visão antiga do banco, que impede a limpeza das tabelas', r.slot_name,
        case when r.active then '' else ', que ninguém lê,' end
      )
    from pg_replication_slots as r
    where greatest(age(r.xmin), age(r.catalog_xmin)) > p_xids
    union all
    select 6, 'ESPERA', e.pid, s.quem, e.desde, pg_blocking_pids(e.pid),
      format(
        '%s espera desde %s por %s, que está com %s', s.quem, ops.moment(e.desde),
        case
          when e.de_liberacao then 'quem libera ou estaciona eventos'
          when e.tabela is not null then 'a tabela ' || e.tabela
          else 'uma linha'
        end,
        coalesce(
          (
            select string_agg(coalesce(b.quem || ', ', '') || 'pid ' || culpado.pid, '; ' order by culpado.pid)
            from unnest(pg_blocking_pids(e.pid)) as culpado (pid)
            left join sessao as b on b.pid = culpado.pid
          ),
          'quem já a soltou'
        )
      )
    from espera as e
    join sessao as s on s.pid = e.pid
    union all
    select 7, 'SEM_VISAO', null, null, null, null,
      format('o servidor esconde o estado de %s sessões de outros usuários; conceda pg_read_all_stats a %s', count(*), current_user)
    from sessao as s
    where s.oculta
    having count(*) > 0
  )
  select a.tipo, a.pid, a.quem, a.desde, a.bloqueadores, a.frase
  from achado as a
  order by a.ordem, a.desde nulls last, a.pid
  limit 100
$$;
