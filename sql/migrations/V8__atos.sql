-- Acts of operators on many rows at once: planned, confirmed by a person, done by a job that survives whatever kills it.

create table lote (
  id bigint generated always as identity primary key,
  acao varchar(16) not null,
  status varchar(16) not null default 'PLANEJADO',
  filtro jsonb not null default '{}',
  ate_evento bigint not null,
  forcar boolean not null default false,
  tenants bigint[],
  total int not null,
  feitos int not null default 0,
  recusados int not null default 0,
  ritmo_por_segundo int not null,
  motivo text not null,
  ator text not null,
  criado_em timestamptz not null default clock_timestamp(),
  confirmado_em timestamptz,
  andou_em timestamptz,
  concluido_em timestamptz,
  constraint lote_acao_check check (acao in ('REPROCESSAR', 'DEVOLVER', 'DESCARTAR')),
  constraint lote_status_check check (status in ('PLANEJADO', 'EM_ANDAMENTO', 'PAUSADO', 'CANCELADO', 'CONCLUIDO')),
  constraint lote_total_check check (total between 1 and 10000),
  constraint lote_ritmo_check check (ritmo_por_segundo between 1 and 500)
) with (fillfactor = 50);
create index lote_em_andamento_idx on lote (andou_em) where status = 'EM_ANDAMENTO';
create index lote_planejado_idx on lote (criado_em) where status = 'PLANEJADO';
comment on table lote is 'A bulk act of an operator. status: PLANEJADO (waits for a person to confirm it, 15 minutes at most), EM_ANDAMENTO, PAUSADO, CANCELADO, CONCLUIDO.';
comment on column lote.filtro is 'What was asked for, as the address of the screen had it.';
comment on column lote.ate_evento is 'The greatest id in it: what came later was not meant.';
comment on column lote.forcar is 'REPROCESSAR: whether events whose effect has been applied are applied again.';
comment on column lote.tenants is 'The tenants that its planner may touch; null: all. Each act of it is bound by them.';
comment on column lote.feitos is 'Kept with lote_item.status, in the same transaction: the progress is read without counting.';
comment on column lote.andou_em is 'Up to when its pace has been used.';

create table lote_item (
  lote_id bigint not null references lote (id) on delete cascade,
  alvo_id bigint not null,
  tenant_id bigint not null,
  status varchar(16) not null default 'PENDENTE',
  adiamentos smallint not null default 0,
  erro text,
  feito_em timestamptz,
  constraint lote_item_pkey primary key (lote_id, alvo_id),
  constraint lote_item_status_check check (status in ('PENDENTE', 'FEITO', 'RECUSADO'))
) with (fillfactor = 50);
create index lote_item_pendente_idx on lote_item (lote_id, adiamentos, alvo_id) where status = 'PENDENTE';
comment on table lote_item is 'One event, or row of the outbox, of a bulk act, and what became of it.';
comment on column lote_item.adiamentos is 'How often somebody else had the row just then: it comes after the others.';
comment on column lote_item.erro is 'RECUSADO: why, in a sentence for people.';
