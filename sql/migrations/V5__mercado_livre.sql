-- The real marketplace: notifications that say only what has changed, tokens that expire, an API that has limits and fails.

-- Applications and connectors -----------------------------------------------------------------------------------------

create table integracao_aplicacao (
  id bigint generated always as identity primary key,
  canal varchar(32) not null,
  client_id varchar(128) not null,
  caminho text not null,
  criado_em timestamptz not null default now(),
  constraint integracao_aplicacao_key unique (canal, client_id),
  constraint integracao_aplicacao_caminho_key unique (caminho)
);
comment on table integracao_aplicacao is 'An application of a marketplace''s, under which its connectors are: one address for the notifications of all of them.';
comment on column integracao_aplicacao.caminho is 'The unguessable last part of that address. Whoever has it can send hints, and nothing else.';

insert into integracao_aplicacao (canal, client_id, caminho)
select distinct c.canal, c.client_id, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
from integracao_conector as c
where c.client_id is not null;

alter table integracao_conector
  add column access_token_enc text,
  add column access_token_expira_em timestamptz,
  add column token_versao int not null default 0,
  add column motivo text;
create index integracao_conector_vendedor_idx on integracao_conector (canal, client_id, user_id);
comment on column integracao_conector.status is 'ATIVO, REAUTORIZAR (the seller must let the application in again; nothing is asked meanwhile) or DESATIVADO.';
comment on column integracao_conector.token_versao is 'Counts the pairs of tokens: who holds an older one reads again before asking for a newer.';
comment on column integracao_conector.motivo is 'Why it is not ATIVO, for people.';

create table conector_autorizacao (
  estado_hash bytea primary key,
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  verificador_enc text not null,
  redirect_uri text not null,
  criado_em timestamptz not null default clock_timestamp(),
  expira_em timestamptz not null,
  ator text not null
);
comment on table conector_autorizacao is 'Authorizations that a seller has been sent to give and has not given yet. Each is good once.';
comment on column conector_autorizacao.estado_hash is 'SHA-256 of the state that comes back beside the code.';

-- What it answers -----------------------------------------------------------------------------------------------------

create table conector_ritmo (
  chave text primary key,
  proximo_em timestamptz not null,
  pausado_ate timestamptz
) with (fillfactor = 50);
comment on table conector_ritmo is 'When the next request may leave: one row an application (app:CLIENT_ID) and one a seller (conector:ID).';
comment on column conector_ritmo.pausado_ate is 'The marketplace asked to be left alone until then (429).';

create table conector_disjuntor (
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  operacao varchar(32) not null,
  estado varchar(16) not null,
  mudou_em timestamptz not null default clock_timestamp(),
  reabre_em timestamptz,
  constraint conector_disjuntor_pkey primary key (conector_id, operacao),
  constraint conector_disjuntor_estado_check check (estado in ('FECHADO', 'ABERTO', 'MEIO_ABERTO'))
);
comment on table conector_disjuntor is 'Circuit breakers, one a connector and operation; a row is made when it first opens.';
comment on column conector_disjuntor.reabre_em is 'ABERTO: when one request is tried again.';

create table conector_sincronismo (
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  tarefa varchar(16) not null,
  ate timestamptz,
  iniciado_em timestamptz,
  concluido_em timestamptz,
  resultado jsonb not null default '{}',
  erro text,
  constraint conector_sincronismo_pkey primary key (conector_id, tarefa),
  constraint conector_sincronismo_tarefa_check check (tarefa in ('MISSED_FEEDS', 'VARREDURA', 'ABERTOS'))
);
comment on table conector_sincronismo is 'How far each connector''s synchronisation has come.';
comment on column conector_sincronismo.ate is 'Everything that the marketplace changed before then has been looked at.';

-- Events and their fetches --------------------------------------------------------------------------------------------

alter table integracao_outbox add column recurso varchar(128);
create index integracao_outbox_recurso_idx on integracao_outbox (tenant_id, recurso) where recurso is not null;
comment on column integracao_outbox.recurso is 'ENRIQUECER: what is to be fetched, such as /orders/123. One fetch serves all rows of one.';
alter type ingress.evento_recebido add attribute recurso text;
comment on column integracao_outbox.motivo is 'Why it is AGUARDANDO: RETRY, ADIADO, MAPEAMENTO, ESTACIONADO, REAUTORIZAR.';
comment on column integracao_evento.origem is 'How it came: WEBHOOK, INTERNO, MISSED_FEEDS, VARREDURA, ABERTOS, MANUAL.';
comment on column integracao_evento.chave is
  'The idempotency key: canal|tenant|tipo|external_id|v{versao}; with .{marca} where it was fetched; of a NOTIFICACAO the marketplace''s own id.';

create table pedido_marketplace (
  tenant_id bigint not null,
  canal varchar(32) not null,
  external_id varchar(128) not null,
  pack_id text,
  envio_id text,
  versao bigint not null,
  lido_em timestamptz not null,
  constraint pedido_marketplace_pkey primary key (tenant_id, canal, external_id)
);
create index pedido_marketplace_pack_idx on pedido_marketplace (tenant_id, pack_id) where pack_id is not null;
create index pedido_marketplace_envio_idx on pedido_marketplace (tenant_id, envio_id) where envio_id is not null;
comment on table pedido_marketplace is 'What was last read of each order at the marketplace; its event may still be on its way to pedido.';
comment on column pedido_marketplace.pack_id is 'The purchase that the order is part of: the number that the seller sees at the marketplace, where it is not null.';
comment on column pedido_marketplace.envio_id is 'Its shipment. The orders of a pack share one.';
comment on column pedido_marketplace.versao is 'The order''s last_updated, in milliseconds.';
comment on column pedido_marketplace.lido_em is 'When it was last read: open orders are read again, as cancelled ones vanish from the search.';

alter table tenant add column pede_documento boolean not null default false;
comment on column tenant.pede_documento is 'Whether the buyer''s document is asked of the marketplace: personal data that not every hub needs.';

alter table tenant add column aviso_por_pacote boolean not null default false;
comment on column tenant.aviso_por_pacote is 'Whether the orders of a pack that travel together are announced by one notice: the first of them that is PRONTO.';
alter table notificacao add column pacote text;
create unique index notificacao_pacote_key on notificacao (tenant_id, pacote, tipo) where origem = 'AUTOMATICA' and pacote is not null;
comment on column notificacao.pacote is 'pack_id/envio_id: the notice is for all orders of the pack in that shipment. Null: for its own order.';

-- What the marketplace's own statuses mean to a hub, unless a tenant says otherwise -------------------------------------

insert into mapeamento_status (canal, status_externo, status_interno, terminal)
values
  ('ML', 'order:confirmed', 'RECEBIDO', false),
  ('ML', 'order:payment_required', 'RECEBIDO', false),
  ('ML', 'order:payment_in_process', 'RECEBIDO', false),
  ('ML', 'order:partially_paid', 'RECEBIDO', false),
  ('ML', 'order:paid', 'PRONTO', false),
  ('ML', 'order:partially_refunded', 'PRONTO', false),
  ('ML', 'order:pending_cancel', 'RECEBIDO', false),
  ('ML', 'order:cancelled', 'CANCELADO', true),
  ('ML', 'order:invalid', 'CANCELADO', true),
  ('ML', 'order:fraud_risk_detected', 'CANCELADO', false),
  ('ML', 'shipment:to_be_agreed', 'RECEBIDO', false),
  ('ML', 'shipment:pending', 'RECEBIDO', false),
  ('ML', 'shipment:handling', 'RECEBIDO', false),
  ('ML', 'shipment:ready_to_ship', 'PRONTO', false),
  ('ML', 'shipment:shipped', 'PRONTO', false),
  ('ML', 'shipment:delivered', 'RETIRADO', false),
  ('ML', 'shipment:not_delivered', 'PRONTO', false),
  ('ML', 'shipment:cancelled', 'RECEBIDO', false)
on conflict (canal, status_externo, tenant_id) do nothing;
