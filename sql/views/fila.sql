-- ops.fila
--   Shows the queue: one row a channel and destination.
--   atraso_maximo_s is the age of the oldest row that is due. A row that waits for its time, a mapping or a flag is not late.
--   For          DBAs
create or replace view ops.fila
with (security_invoker = true) as
select
  o.canal,
  o.destino,
  count(*) filter (where o.status = 'PENDENTE') as pendentes,
  count(*) filter (where o.status = 'EM_ANDAMENTO') as em_andamento,
  count(*) filter (where o.status = 'AGUARDANDO' and o.motivo in ('RETRY', 'ADIADO')) as aguardando_retry,
  count(*) filter (where o.motivo = 'MAPEAMENTO') as aguardando_mapeamento,
  count(*) filter (where o.motivo in ('ESTACIONADO', 'REAUTORIZAR')) as estacionados,
  count(*) filter (where o.status = 'MORTO') as mortos,
  count(*) filter (where o.reprocess_id is not null) as reprocessos,
  count(*) filter (where o.adiamentos >= 50) as adiados_demais,
  coalesce(
    extract(
      epoch from clock_timestamp() - min(coalesce(o.proxima_tentativa_em, o.criado_em)) filter (
        where o.status in ('PENDENTE', 'EM_ANDAMENTO') or o.proxima_tentativa_em <= clock_timestamp()
      )
    ),
    0
  )::double precision as atraso_maximo_s
from hub.integracao_outbox as o
group by o.canal, o.destino;
comment on view ops.fila is 'The queue in one row a channel and destination: backlog, retries, parked, dead, age of the oldest row that is due.';
