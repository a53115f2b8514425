-- ops.volume
--   Shows the packages of orders, and where each waits.
--   For          DBAs; the panel's order page
create or replace view ops.volume
with (security_invoker = true) as
select
  v.id,
  p.tenant_id,
  v.pedido_id,
  v.numero,
  v.etiqueta_externa,
  v.peso,
  v.dimensoes,
  v.status,
  s.codigo as posicao,
  v.created_at,
  v.updated_at
from hub.volume as v
join hub.pedido as p on p.id = v.pedido_id
left join hub.posicao as s on s.id = v.posicao_id;
comment on view ops.volume is 'Packages of orders, and where each waits.';
