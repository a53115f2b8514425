-- Phase 2, the users' contract: its DDL to the letter, then the altered tables, mappings and indexes that it names.

create table integracao_conector (
  id bigserial primary key,
  canal varchar(32) not null,
  tenant_id bigint not null,
  client_id varchar(128) not null,
  client_secret_enc text not null,
  refresh_token_enc text,
  status varchar(16) not null default 'ATIVO',
  last_sync_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table integracao_evento (
  id bigserial primary key,
  canal varchar(32) not null,
  tenant_id bigint not null,
  external_id varchar(128) not null,
  tipo varchar(64) not null,
  payload_json jsonb not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  status varchar(16) not null default 'RECEBIDO',
  error_msg text,
  reprocess_count int not null default 0,
  trace_id uuid not null default gen_random_uuid()
);

create table idempotencia (
  chave varchar(256) primary key,
  created_at timestamptz not null default now()
);

alter table pedido
  add column canal varchar(32),
  add column external_id varchar(128),
  add column ready_at timestamptz,
  add column picked_up_at timestamptz;

alter table volume
  add column etiqueta_externa text,
  add column peso numeric,
  add column dimensoes jsonb,
  add column status varchar(16),
  add column posicao_id bigint references posicao (id) on delete set null;

create table mapeamento_sku (
  canal varchar(32) not null,
  sku_externo text not null,
  sku_interno text not null,
  tenant_id bigint not null
);

create table mapeamento_status (
  canal varchar(32) not null,
  status_externo text not null,
  status_interno varchar(16) not null,
  terminal boolean not null default false
);

create unique index if not exists ux_pedido_external on pedido(tenant_id, canal, external_id);
create index if not exists ix_evento_tenant_canal on integracao_evento(tenant_id, canal, received_at);
create index if not exists ix_pedido_tenant_canal_status on pedido(tenant_id, canal, status, created_at);
