-- What was left out of a reading, and why.

alter table pedido_marketplace add column envio_erro text;
comment on column pedido_marketplace.envio_erro is
  'Why its shipment could not be read when the order last was, for people; null: it was, or there is none. It is tried again.';
