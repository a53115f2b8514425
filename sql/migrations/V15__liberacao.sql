-- Releases: what waits for a mapping, a flag or a seller is let go in small batches, after the act that brings it.

create table liberacao (
  id bigint generated always as identity primary key,
  tenant_id bigint,
  canal varchar(32),
  motivo varchar(16) not null,
  pedida_por text not null,
  pedida_em timestamptz not null default clock_timestamp(),
  proxima_em timestamptz not null default clock_timestamp(),
  esperados text[],
  barreira boolean not null default false,
  passe_limpo boolean not null default false,
  ultimo_id bigint not null default 0,
  ultimo_evento bigint not null default 0,
  liberados bigint not null default 0,
  concluida_em timestamptz,
  constraint liberacao_motivo_check check (motivo in ('MAPEAMENTO', 'ESTACIONADO', 'REAUTORIZAR')),
  constraint liberacao_alvo_check check (motivo = 'MAPEAMENTO' or (tenant_id is not null and canal is not null))
) with (fillfactor = 50);
create index liberacao_aberta_idx on liberacao (id) where concluida_em is null;
create index liberacao_concluida_idx on liberacao (concluida_em) where concluida_em is not null;
comment on table liberacao is 'Releases that an act asked for: each is done in batches until nothing of it waits. Kept for a day.';
comment on column liberacao.tenant_id is 'Whose events; null (MAPEAMENTO): of every tenant.';
comment on column liberacao.motivo is 'What they waited for, as integracao_outbox.motivo.';
comment on column liberacao.proxima_em is 'When it is looked at again.';
comment on column liberacao.esperados is 'The transactions that might park an event without having seen the act: those that held the release lock at the first look.';
comment on column liberacao.barreira is 'Whether all of them have ended: what is looked for from now on is all that there is.';
comment on column liberacao.passe_limpo is 'Whether the look under way began behind the barrier and has found nothing.';
comment on column liberacao.ultimo_id is 'How far the look under way has come: a row of the outbox, or a pending mapping.';
comment on column liberacao.ultimo_evento is 'MAPEAMENTO: the last event of that pending mapping.';

create index pendencia_mapeamento_aberta_idx on pendencia_mapeamento (id) where resolvida_em is null;
