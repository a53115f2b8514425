-- The outbox and all that it needs beside the contract's tables.
-- Hot tables carry no foreign keys to one another (each would cost 4 µs a row): the routines are their only writers, and
-- `hub verify` walks them.

-- Events -------------------------------------------------------------------------------------------------------------

alter table integracao_conector
  alter column client_id drop not null,
  alter column client_secret_enc drop not null,
  add column application_id text,
  add column user_id text,
  add column lock_version int not null default 0,
  add constraint integracao_conector_tenant_fkey foreign key (tenant_id) references tenant (id) on delete restrict,
  add constraint integracao_conector_tenant_canal_key unique (tenant_id, canal);
comment on table integracao_conector is 'A tenant''s account at a marketplace. Columns ending in _enc hold AES-256-GCM ciphertexts.';

create table conector_segredo (
  id bigint generated always as identity primary key,
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  valor_enc text,
  criado_em timestamptz not null default now(),
  expira_em timestamptz
);
create index conector_segredo_conector_idx on conector_segredo (conector_id);
comment on table conector_segredo is 'Webhook secrets of a connector; while one is being rotated two are live.';
comment on column conector_segredo.valor_enc is 'Null only between the reservation of the row and the sealing of its value: the row id is part of what is sealed.';
comment on column conector_segredo.expira_em is 'From then on the secret opens nothing; null: it does not expire.';

alter table integracao_evento
  add column versao bigint,
  add column chave varchar(256),
  add column duplicado_de bigint,
  add column origem varchar(16) not null default 'WEBHOOK';
alter table integracao_evento set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
comment on table integracao_evento is
  'Every event that was received. status: RECEBIDO, PROCESSADO, REPROCESSADO, DUPLICADO, ERRO (waits for a retry), MORTO, MAPEAMENTO, ESTACIONADO, IGNORADO.';
comment on column integracao_evento.versao is 'The order of one order''s events; the later version wins, field by field.';
comment on column integracao_evento.chave is 'The idempotency key: canal|tenant|tipo|external_id|v{versao}.';
comment on column integracao_evento.duplicado_de is 'For a DUPLICADO: the event that arrived first under the same key.';
comment on column integracao_evento.origem is 'How it came: WEBHOOK, INTERNO.';

alter table idempotencia add column evento_id bigint;
comment on table idempotencia is 'One row a key, for ever: the constraint that makes a second delivery a duplicate.';

create table evento_tentativa (
  id bigint generated always as identity primary key,
  evento_id bigint not null,
  tenant_id bigint not null,
  destino varchar(16) not null,
  tentativa smallint not null,
  resultado varchar(16) not null,
  sqlstate text,
  erro text,
  worker text,
  em timestamptz not null
);
create index evento_tentativa_evento_idx on evento_tentativa (evento_id);
comment on table evento_tentativa is 'Attempts that did not end well (ERRO, MORTO, ADIADO). A first attempt that succeeds leaves no row.';

-- The outbox ---------------------------------------------------------------------------------------------------------

create table integracao_outbox (
  id bigint not null,
  evento_id bigint,
  tenant_id bigint not null,
  xid xid8 not null default pg_current_xact_id(),
  criado_em timestamptz not null default clock_timestamp(),
  proxima_tentativa_em timestamptz,
  bloqueado_ate timestamptz,
  trace_id uuid,
  reprocess_id uuid,
  lock_version int not null default 0,
  tentativas smallint not null default 0,
  adiamentos smallint not null default 0,
  faixa smallint not null generated always as (
    (case destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 8 else 16 end + abs(tenant_id % 8))::smallint
  ) stored,
  canal varchar(32) not null,
  destino varchar(16) not null,
  status varchar(16) not null default 'PENDENTE',
  motivo varchar(16),
  bloqueado_por text,
  ultimo_erro text,
  constraint integracao_outbox_pkey primary key (id),
  constraint integracao_outbox_destino_check check (destino in ('PROCESSAR', 'NOTIFICAR', 'ENRIQUECER')),
  constraint integracao_outbox_status_check check (status in ('PENDENTE', 'AGUARDANDO', 'EM_ANDAMENTO', 'MORTO')),
  constraint integracao_outbox_motivo_check check ((status = 'AGUARDANDO') = (motivo is not null)),
  constraint integracao_outbox_lease_check check ((status = 'EM_ANDAMENTO') = (bloqueado_ate is not null and bloqueado_por is not null))
) with (
  fillfactor = 90,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 50000,
  autovacuum_vacuum_cost_delay = 0
);
create index integracao_outbox_pendente_idx on integracao_outbox (faixa, xid, id) where status = 'PENDENTE';
create index integracao_outbox_proxima_idx on integracao_outbox (proxima_tentativa_em)
  where status = 'AGUARDANDO' and proxima_tentativa_em is not null;
create index integracao_outbox_lease_idx on integracao_outbox (bloqueado_ate) where status = 'EM_ANDAMENTO';
create index integracao_outbox_parado_idx on integracao_outbox (tenant_id, motivo, id) where status in ('AGUARDANDO', 'MORTO');
comment on table integracao_outbox is
  'What waits to be done. A row is deleted by the commit that finishes it. status: PENDENTE (claimable), AGUARDANDO (see motivo), EM_ANDAMENTO (leased), MORTO (needs a person).';
comment on column integracao_outbox.id is 'The id of what it carries: the event, or the notice. Both draw from one sequence.';
comment on column integracao_outbox.xid is 'The transaction that made the row PENDENTE; with id it is the order of claims.';
comment on column integracao_outbox.faixa is 'The lane: destino and tenant_id modulo 8, so that no tenant starves the others.';
comment on column integracao_outbox.motivo is 'Why it is AGUARDANDO: RETRY, ADIADO, MAPEAMENTO, ESTACIONADO.';
comment on column integracao_outbox.adiamentos is 'How often it was postponed without spending an attempt.';
comment on column integracao_outbox.lock_version is 'Optimistic lock: every settle of a lease names the version that it claimed.';

create sequence relay_sono minvalue 1 maxvalue 2;
select setval('relay_sono', 2, true);
comment on sequence relay_sono is 'A flag, not a counter: 2 while some relay sleeps and wants a NOTIFY, 1 while one is awake.';

-- Orders -------------------------------------------------------------------------------------------------------------

alter table pedido
  add column reg_nome text collate "C",
  add column reg_doc text collate "C",
  add column reg_telefone text collate "C",
  add column reg_itens text collate "C",
  add column reg_peso text collate "C",
  add column reg_dimensoes text collate "C",
  add column reg_etiqueta text collate "C",
  add column reg_status text collate "C",
  add column reg_status_pedido text collate "C",
  add column reg_status_envio text collate "C",
  add column mudou smallint not null default 0,
  add column ultimo_evento_id bigint,
  add column cancelado_em timestamptz;
alter table pedido set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
alter table volume set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
comment on column pedido.reg_nome is
  'Last-writer-wins register: 18 characters of order (0 or 9, version, type) and the value. The greater text wins, so merging is greatest() and the order of arrival does not matter.';
comment on column pedido.mudou is 'Which parts the last step that touched the order wrote: 1 items, 2 volume, 4 new. Read back by that step alone.';
comment on column pedido.ultimo_evento_id is 'The newest event of the last step that touched the order.';
comment on column pedido.cancelado_em is 'When an external status mapped to CANCELADO was first seen.';

create table pedido_item (
  pedido_id bigint not null,
  sku_externo text not null,
  sku_interno text,
  quantidade numeric not null,
  constraint pedido_item_pkey primary key (pedido_id, sku_externo),
  constraint pedido_item_quantidade_check check (quantidade > 0)
) with (fillfactor = 90);
comment on table pedido_item is 'What is in an order. sku_interno is null while the SKU has no mapping.';

-- Mappings -----------------------------------------------------------------------------------------------------------

alter table mapeamento_sku
  add column id bigint generated always as identity primary key,
  add column lock_version int not null default 0,
  add column updated_at timestamptz not null default now(),
  add constraint mapeamento_sku_key unique (tenant_id, canal, sku_externo);

alter table mapeamento_status
  add column id bigint generated always as identity primary key,
  add column tenant_id bigint,
  add column lock_version int not null default 0,
  add column updated_at timestamptz not null default now(),
  add constraint mapeamento_status_interno_check check (status_interno in ('RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO')),
  add constraint mapeamento_status_key unique nulls not distinct (canal, status_externo, tenant_id);
comment on column mapeamento_status.tenant_id is 'Null: for every tenant that has no row of its own.';
comment on column mapeamento_status.terminal is 'No later version of the status is applied once this one has come.';

create table pendencia_mapeamento (
  id bigint generated always as identity primary key,
  tenant_id bigint not null,
  canal varchar(32) not null,
  tipo varchar(8) not null,
  chave text not null,
  criada_em timestamptz not null default clock_timestamp(),
  resolvida_em timestamptz,
  constraint pendencia_mapeamento_tipo_check check (tipo in ('SKU', 'STATUS')),
  constraint pendencia_mapeamento_key unique (tenant_id, canal, tipo, chave)
);
comment on table pendencia_mapeamento is 'A SKU or status from outside that nobody has mapped yet.';

create table pendencia_evento (
  pendencia_id bigint not null references pendencia_mapeamento (id) on delete cascade,
  evento_id bigint not null,
  constraint pendencia_evento_pkey primary key (pendencia_id, evento_id)
);
create index pendencia_evento_evento_idx on pendencia_evento (evento_id);
comment on table pendencia_evento is 'Which events wait for which mapping.';

-- Notices ------------------------------------------------------------------------------------------------------------

create table notificacao (
  id bigint not null default nextval('integracao_evento_id_seq') primary key,
  tenant_id bigint not null,
  pedido_id bigint not null,
  tipo varchar(16) not null default 'PRONTO',
  origem varchar(16) not null default 'AUTOMATICA',
  meio varchar(16) not null,
  status varchar(16) not null default 'PENDENTE',
  texto text,
  provedor_id text,
  erro text,
  criado_em timestamptz not null default clock_timestamp(),
  iniciada_em timestamptz,
  enviada_em timestamptz,
  constraint notificacao_origem_check check (origem in ('AUTOMATICA', 'MANUAL')),
  constraint notificacao_meio_check check (meio in ('EMAIL', 'SMS', 'WHATSAPP')),
  constraint notificacao_status_check check (status in ('PENDENTE', 'ENVIANDO', 'ENVIADA', 'FALHOU', 'INCERTA', 'CANCELADA'))
) with (fillfactor = 85);
create unique index notificacao_automatica_key on notificacao (pedido_id, tipo) where origem = 'AUTOMATICA';
create index notificacao_pedido_idx on notificacao (pedido_id);
comment on table notificacao is
  'Pick-up notices. One AUTOMATICA an order and type, for ever. INCERTA: the provider may or may not have sent it; never resent by itself, a person decides.';
comment on column notificacao.iniciada_em is 'Committed before a provider is called: an expired lease of a notice that had started is INCERTA.';

create table aviso_local (
  notificacao_id bigint primary key,
  meio varchar(16) not null,
  destinatario text,
  texto text not null,
  criado_em timestamptz not null default clock_timestamp()
);
comment on table aviso_local is 'What the local driver would have sent, readable.';

alter table tenant
  add column meio_aviso varchar(16) not null default 'WHATSAPP',
  add constraint tenant_meio_aviso_check check (meio_aviso in ('EMAIL', 'SMS', 'WHATSAPP'));
comment on column tenant.meio_aviso is 'How this tenant''s pick-up notices travel.';

create table tenant_flag (
  tenant_id bigint not null references tenant (id) on delete cascade,
  nome text not null,
  ligado boolean not null,
  updated_at timestamptz not null default now(),
  constraint tenant_flag_pkey primary key (tenant_id, nome)
);
comment on table tenant_flag is 'Feature flags, such as integracao.ml.enabled. A flag without a row is off.';

-- Access and audit ---------------------------------------------------------------------------------------------------

create table api_token (
  id bigint generated always as identity primary key,
  nome text not null,
  papel varchar(16) not null,
  tenants bigint[] not null,
  hash bytea not null,
  criado_em timestamptz not null default now(),
  revogado_em timestamptz,
  constraint api_token_hash_key unique (hash),
  constraint api_token_papel_check check (papel in ('leitor', 'operador', 'admin'))
);
comment on table api_token is 'Bearer tokens of the API. hash is the SHA-256 of the token, which is shown once.';
comment on column api_token.tenants is 'The tenants that it may see; empty: all of them (papel admin only).';

create table auditoria (
  id bigint generated always as identity primary key,
  em timestamptz not null default clock_timestamp(),
  ator text not null,
  acao text not null,
  objeto text not null,
  objeto_id text not null,
  tenant_id bigint,
  motivo text,
  detalhe jsonb not null default '{}'
);
create index auditoria_objeto_idx on auditoria (objeto, objeto_id);
comment on table auditoria is 'Who did what to what, why. Only ever inserted into.';

create table integracao_recusa (
  minuto timestamptz not null,
  canal varchar(32) not null,
  causa varchar(32) not null,
  tenant_id bigint,
  total bigint not null,
  ultima_em timestamptz not null,
  constraint integracao_recusa_key unique nulls not distinct (minuto, canal, causa, tenant_id)
);
comment on table integracao_recusa is 'Requests that were refused at the door, counted by minute and cause; never with their body. tenant_id only where such a tenant exists.';

-- The shape in which ingress.append_events holds a batch between its statements.
create type ingress.evento_recebido as (
  posicao int,
  id bigint,
  canal text,
  tenant_id bigint,
  external_id text,
  tipo text,
  versao bigint,
  chave text,
  payload jsonb,
  trace_id uuid,
  origem text,
  status text
);
