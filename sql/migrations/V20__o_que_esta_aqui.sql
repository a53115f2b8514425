-- Announced only what is there: which parcels are the hub's, which statuses say that none can be picked up, and states that
-- are old when they are first read.

alter table tenant add column logisticas_fora text[] not null default '{fulfillment}';
comment on column tenant.logisticas_fora is
  'The logistic.type of parcels that never come to this store''s hub: their orders are made, and are never PRONTO by themselves.';

alter table pedido_marketplace
  add column logistica varchar(64),
  add column antigo_ate timestamptz;
comment on column pedido_marketplace.logistica is 'The logistic.type of its shipment, such as drop_off or fulfillment.';
comment on column pedido_marketplace.antigo_ate is
  'Set by the first reading where its state was older than ML_FIRST_READING_MAX_AGE: what it says of before then is announced to nobody. Null: it was not.';

alter table pedido add column sem_aviso varchar(16);
comment on column pedido.sem_aviso is 'Why no notice was made when it became PRONTO: LEITURA_ANTIGA (see pedido_marketplace.antigo_ate). Null: one was.';

-- Of defaults that nobody has touched; what a person has mapped stays what they mapped.
with intacto as (
  select m.id, m.status_externo
  from mapeamento_status as m
  where m.canal = 'ML'
    and m.tenant_id is null
    and m.status_interno = 'PRONTO'
    and m.lock_version = 0
    and not exists (
      select
      from auditoria as a
      where a.objeto = 'mapeamento_status'
        and a.objeto_id = m.status_externo
        and a.tenant_id is null
    )
),
-- Whatever else it says: what was not delivered is not there.
nao_entregue as (
  update mapeamento_status as m
  set status_interno = 'RECEBIDO', updated_at = now()
  from intacto
  where m.id = intacto.id
    and intacto.status_externo = 'shipment:not_delivered'
)
insert into mapeamento_status (canal, status_externo, status_interno, terminal)
select 'ML', sub.base || '/' || sub.status, 'RECEBIDO', false
from (
  values
    -- In the marketplace's own warehouse, or turned away.
    ('shipment:ready_to_ship', 'in_warehouse'),
    ('shipment:ready_to_ship', 'ready_to_pack'),
    ('shipment:ready_to_ship', 'packed'),
    ('shipment:ready_to_ship', 'rejected_in_hub'),
    ('shipment:ready_to_ship', 'claimed_me'),
    -- Nobody knows where it is, or it does not go on.
    ('shipment:shipped', 'not_localized'),
    ('shipment:shipped', 'reclaimed'),
    ('shipment:shipped', 'refused_delivery'),
    ('shipment:shipped', 'retained'),
    ('shipment:shipped', 'delivery_blocked'),
    ('shipment:shipped', 'claimed_me'),
    ('shipment:not_delivered', 'lost'),
    ('shipment:not_delivered', 'stolen'),
    ('shipment:not_delivered', 'destroyed'),
    ('shipment:not_delivered', 'damaged'),
    ('shipment:not_delivered', 'returned'),
    ('shipment:not_delivered', 'returning_to_sender')
) as sub (base, status)
where sub.base in (select intacto.status_externo from intacto)
on conflict (canal, status_externo, tenant_id) do nothing;
