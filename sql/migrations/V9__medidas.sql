-- What the control room shows of the hub over time, and the few indexes that let events be searched among millions.

-- Measures --------------------------------------------------------------------------------------------------------------

create table medida (
  passo smallint not null,
  inicio timestamptz not null,
  tenant_id bigint,
  recebidos int not null default 0,
  duplicados int not null default 0,
  processados int not null default 0,
  erros int not null default 0,
  mortos int not null default 0,
  avisados int not null default 0,
  achados int not null default 0,
  contado boolean not null default false,
  constraint medida_key unique nulls not distinct (passo, tenant_id, inicio),
  constraint medida_passo_check check (passo in (1, 60))
) with (fillfactor = 80);
comment on table medida is
  'What happened in each minute and each hour, for each tenant and for all of them together. Minutes are kept for three days, hours for a hundred.';
comment on column medida.passo is 'How many minutes the row spans: 1 or 60.';
comment on column medida.tenant_id is 'Null: all tenants together, for whoever may see all of them.';
comment on column medida.recebidos is 'Events that were stored, duplicates included.';
comment on column medida.duplicados is 'Those of them that were duplicates.';
comment on column medida.processados is 'Events whose effect was applied then, whenever they had come. What a process that was killed had not told yet is missing.';
comment on column medida.erros is 'Attempts that failed.';
comment on column medida.mortos is 'Those of them that were the last one.';
comment on column medida.avisados is 'Notifications of the marketplace of which the webhook brought the first word.';
comment on column medida.achados is 'Notifications that the webhook had lost and the synchronisation found.';
comment on column medida.contado is 'Whether ops.measure has counted this minute.';

create table medida_latencia (
  passo smallint not null,
  inicio timestamptz not null,
  tenant_id bigint,
  balde smallint not null,
  total int not null,
  constraint medida_latencia_key unique nulls not distinct (passo, tenant_id, inicio, balde)
) with (fillfactor = 80);
comment on table medida_latencia is
  'From received to processed: how many events took so long, by the minute and hour of their effect. Histograms of any tenants and any time can be added up.';
comment on column medida_latencia.tenant_id is 'Null: all tenants together.';
comment on column medida_latencia.balde is
  'Number k holds what took at most 2^(k/2) ms and more than 2^((k-1)/2) ms: 0 is up to 1 ms, 18 up to 512 ms, 60 whatever took longer than 9 days.';

create table medida_resposta (
  passo smallint not null,
  inicio timestamptz not null,
  balde smallint not null,
  total int not null,
  acima_500 int not null,
  constraint medida_resposta_key primary key (passo, inicio, balde)
) with (fillfactor = 80);
comment on table medida_resposta is 'How long the door took to answer webhooks, by minute and hour. Of the whole hub: a request need not be any tenant''s.';
comment on column medida_resposta.balde is 'As in medida_latencia.';
comment on column medida_resposta.acima_500 is 'How many of them took more than 500 ms, after which the marketplace counts a delivery as failed.';

-- Searches --------------------------------------------------------------------------------------------------------------
-- What an event is found by never changes after it was stored (or only when a person acts), so that the update that
-- finishes it still writes no index. Statuses that wait are found from the outbox.

alter table integracao_evento add column ignorado boolean;
update integracao_evento set ignorado = true where status = 'IGNORADO';
comment on column integracao_evento.ignorado is 'True for an event that nothing handles, from the moment it is stored, and for one that a person has discarded; null for any other.';

create index integracao_evento_tenant_idx on integracao_evento (tenant_id, id);
create index integracao_evento_ignorado_idx on integracao_evento (tenant_id, id) where ignorado;
create index integracao_evento_reprocessado_idx on integracao_evento (tenant_id, id) where reprocess_count > 0;

-- Summaries of 64 pages each, made by vacuum: next to nothing to write, and what was appended since is read as it is.
create index integracao_evento_busca_idx on integracao_evento using brin (
  id int8_minmax_ops,
  external_id text_bloom_ops (n_distinct_per_range = 1000),
  trace_id uuid_bloom_ops (n_distinct_per_range = 1000),
  tipo text_bloom_ops (n_distinct_per_range = 16),
  origem text_bloom_ops (n_distinct_per_range = 16),
  duplicado_de int8_minmax_ops
) with (pages_per_range = 64);

alter table notificacao add column incerta_em timestamptz;
update notificacao set incerta_em = coalesce(iniciada_em, criado_em) where status = 'INCERTA';
comment on column notificacao.incerta_em is 'When it became INCERTA, if ever. Apart from status, so that sending a notice changes no index.';
create index notificacao_incerta_idx on notificacao (tenant_id, id) where incerta_em is not null;
