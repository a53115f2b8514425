-- States that were read at the marketplace are told apart by when they were read; and dead hints that are found again.

alter table integracao_evento add column lido_em timestamptz;
alter type ingress.evento_recebido add attribute lido_em timestamptz;
comment on column integracao_evento.lido_em is
  'Of what was read at the marketplace: when, by the database''s clock. Among states of one version the one read later wins.';
comment on column integracao_evento.chave is
  'The idempotency key: canal|tenant|tipo|external_id|v{versao}; with .{marca} where it was read at the marketplace, and .{ms} where the same was read before and something else in between; of a NOTIFICACAO the marketplace''s own id.';
comment on column pedido.reg_nome is
  'Last-writer-wins register: what orders it (see processing.register_order) and the value (processing.register_value). The greater text wins, so merging is greatest() and the order of arrival does not matter.';

create table leitura_marketplace (
  tenant_id bigint not null,
  canal varchar(32) not null,
  external_id varchar(128) not null,
  parte varchar(8) not null,
  versao bigint not null,
  marca text not null,
  desde timestamptz not null,
  lido_em timestamptz not null,
  constraint leitura_marketplace_pkey primary key (tenant_id, canal, external_id, parte),
  constraint leitura_marketplace_parte_check check (parte in ('PEDIDO', 'ENVIO'))
) with (fillfactor = 85);
comment on table leitura_marketplace is
  'What the newest reading of each order and of its shipment said: what says the same again makes no event.';
comment on column leitura_marketplace.marca is 'Eight hex digits of what it said.';
comment on column leitura_marketplace.desde is 'lido_em of the event that says so.';
comment on column leitura_marketplace.lido_em is 'When it was last read, saying the same.';

alter table pedido_marketplace add column versao_desde timestamptz;
comment on column pedido_marketplace.versao_desde is
  'When it was first read in this version. Versions are whole seconds: until it was read again after that second, it may have changed within it.';
comment on column pedido_marketplace.lido_em is
  'When it was last read, by the database''s clock: open orders are read again, as cancelled ones vanish from the search.';

alter table integracao_outbox
  add column devolucoes smallint,
  add column devolvido_em timestamptz;
comment on column integracao_outbox.devolucoes is 'How often it was given back after it was dead, because it was found again. Null: never.';
comment on column integracao_outbox.devolvido_em is 'When that was last done. The next time waits, twice as long each time.';
