-- What the counter finds orders by, and what the audit is read by.

-- Compared byte by byte, so that the beginning of an external id finds its orders whatever the database's collation is.
-- Equality, uniqueness and the cost of a write are what they were: no index is added to the orders.
drop index ux_pedido_external;
create unique index ux_pedido_external on pedido (tenant_id, canal, external_id text_pattern_ops);

-- An order's label is written once. Status and measures, which change, are in no index.
create index volume_etiqueta_idx on volume (etiqueta_externa text_pattern_ops) where etiqueta_externa is not null;

create index auditoria_em_idx on auditoria (em, id);
create index auditoria_ator_idx on auditoria (ator, em, id);
create index auditoria_acao_idx on auditoria (acao, em, id);
create index auditoria_tenant_idx on auditoria (tenant_id, em, id);
