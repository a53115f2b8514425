-- ops.count_queue(p_tenants, p_teto)
--   Counts the queue as ops.fila does, one row a channel and destination, but stops at p_teto rows of a kind: it costs no more with a
--   million rows waiting than with ten thousand. atraso_maximo_s is the age of the rows that are due: those at the head of the lanes,
--   the retry that is longest overdue, and those being handled.
--   p_tenants: whose rows; null: all that the caller may see.
--   Returns      the columns of ops.fila; limitado: some figure of the row has reached p_teto, and may be higher
--   Reads        hub.integracao_outbox, hub.tenant, with the caller's rights
--   Concurrency  none
create or replace function ops.count_queue(p_tenants bigint[] default null, p_teto int default 10000)
returns table (
  canal text,
  destino text,
  pendentes bigint,
  em_andamento bigint,
  aguardando_retry bigint,
  aguardando_mapeamento bigint,
  estacionados bigint,
  mortos bigint,
  reprocessos bigint,
  adiados_demais bigint,
  atraso_maximo_s double precision,
  limitado boolean
)
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set jit = off
as $$
  with loja as materialized (
    select t.id, t.faixa from hub.tenant as t where p_tenants is null or t.id = any (p_tenants)
  ),
  faixa as materialized (
    select distinct base.faixa as base, base.faixa + loja.faixa as numero
    from loja
    cross join unnest(array[0, 256, 512]) as base (faixa)
  ),
  cabeca as materialized (
    select primeira.*
    from faixa
    cross join lateral (
      select o.canal, o.destino, o.criado_em as desde
      from hub.integracao_outbox as o
      where o.faixa = faixa.numero
        and o.status = 'PENDENTE'
        and (p_tenants is null or o.tenant_id = any (p_tenants))
      order by o.xid, o.id
      limit 1
    ) as primeira
    union all
    (
      select o.canal, o.destino, o.proxima_tentativa_em
      from hub.integracao_outbox as o
      where o.status = 'AGUARDANDO'
        and o.proxima_tentativa_em <= clock_timestamp()
        and (p_tenants is null or o.tenant_id = any (p_tenants))
      order by o.proxima_tentativa_em
      limit 1
    )
    union all
    (
      select o.canal, o.destino, o.criado_em
      from hub.integracao_outbox as o
      where o.status = 'EM_ANDAMENTO'
        and (p_tenants is null or o.tenant_id = any (p_tenants))
      order by o.bloqueado_ate
      limit p_teto
    )
  ),
  linha as materialized (
    select pendente.*
    from unnest(array[0, 256, 512]) as base (faixa)
    cross join lateral (
      select uma.*
      from faixa
      cross join lateral (
        select o.canal, o.destino, o.status, o.motivo, o.reprocess_id, o.adiamentos
        from hub.integracao_outbox as o
        where o.faixa = faixa.numero
          and o.status = 'PENDENTE'
          and (p_tenants is null or o.tenant_id = any (p_tenants))
        limit p_teto
      ) as uma
      where faixa.base = base.faixa
      limit p_teto
    ) as pendente
    union all
    (
      select o.canal, o.destino, o.status, o.motivo, o.reprocess_id, o.adiamentos
      from hub.integracao_outbox as o
      where o.status = 'EM_ANDAMENTO'
        and (p_tenants is null or o.tenant_id = any (p_tenants))
      limit p_teto
    )
    union all
    select parada.*
    from unnest(array['RETRY', 'ADIADO', 'MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR']) as m (motivo)
    cross join lateral (
      select uma.*
      from loja
      cross join lateral (
        select o.canal, o.destino, o.status, o.motivo, o.reprocess_id, o.adiamentos
        from hub.integracao_outbox as o
        where o.tenant_id = loja.id
          and o.motivo = m.motivo
          and o.status in ('AGUARDANDO', 'MORTO')
        limit p_teto
      ) as uma
      limit p_teto
    ) as parada
    union all
    (
      select uma.*
      from loja
      cross join lateral (
        select o.canal, o.destino, o.status, o.motivo, o.reprocess_id, o.adiamentos
        from hub.integracao_outbox as o
        where o.tenant_id = loja.id
          and o.motivo is null
          and o.status in ('AGUARDANDO', 'MORTO')
        limit p_teto
      ) as uma
      limit p_teto
    )
  )
  select
    linha.canal::text,
    linha.destino::text,
    count(*) filter (where linha.status = 'PENDENTE'),
    count(*) filter (where linha.status = 'EM_ANDAMENTO'),
    count(*) filter (where linha.motivo in ('RETRY', 'ADIADO')),
    count(*) filter (where linha.motivo = 'MAPEAMENTO'),
    count(*) filter (where linha.motivo in ('ESTACIONADO', 'REAUTORIZAR')),
    count(*) filter (where linha.status = 'MORTO'),
    count(*) filter (where linha.reprocess_id is not null),
    count(*) filter (where linha.adiamentos >= 50),
    coalesce(
      extract(
        epoch from clock_timestamp() - (
          select min(cabeca.desde) from cabeca where cabeca.canal = linha.canal and cabeca.destino = linha.destino
        )
      ),
      0
    )::double precision,
    greatest(
      count(*) filter (where linha.status = 'PENDENTE'),
      count(*) filter (where linha.status = 'EM_ANDAMENTO'),
      count(*) filter (where linha.motivo = 'RETRY'),
      count(*) filter (where linha.motivo = 'ADIADO'),
      count(*) filter (where linha.motivo = 'MAPEAMENTO'),
      count(*) filter (where linha.motivo = 'ESTACIONADO'),
      count(*) filter (where linha.motivo = 'REAUTORIZAR'),
      count(*) filter (where linha.status = 'MORTO')
    ) >= p_teto
  from linha
  group by linha.canal, linha.destino
$$;
