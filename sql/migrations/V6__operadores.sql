-- The people who use the control room, the sessions that they have open, and what keeps others from guessing their way in.

create table operador (
  id bigint generated always as identity primary key,
  login text not null,
  nome text not null,
  papel text not null,
  tenants bigint[] not null,
  senha_hash text,
  tem_senha boolean not null generated always as (senha_hash is not null) stored,
  oidc_sub text,
  criado_em timestamptz not null default clock_timestamp(),
  entrou_em timestamptz,
  desativado_em timestamptz,
  lock_version bigint not null default 0,
  constraint operador_login_key unique (login),
  constraint operador_oidc_sub_key unique (oidc_sub),
  constraint operador_login_check check (login ~ '^[a-z0-9._@-]{1,64}$'),
  constraint operador_papel_check check (papel in ('leitor', 'operador', 'admin', 'dba', 'auditor')),
  constraint operador_senha_hash_check check (senha_hash like 'scrypt$%')
) with (fillfactor = 80);
comment on table operador is 'A person who uses the control room. Never deleted, as the audit speaks of them: deactivated.';
comment on column operador.login is 'What the person types to enter, in lower case; the audit has operador:LOGIN.';
comment on column operador.nome is 'The name shown on screen.';
comment on column operador.papel is 'leitor (sees), operador (acts), admin (everything), dba (outbox and audit) or auditor (sees, and the audit).';
comment on column operador.tenants is 'The tenants that the person may see; empty: all of them.';
comment on column operador.senha_hash is 'scrypt$N$r$p$salt$hash. Null: enters by OIDC, or not at all.';
comment on column operador.tem_senha is 'Whether there is a password, for those who may not read its hash.';
comment on column operador.oidc_sub is 'ISSUER#SUB of the identity provider''s user that enters as this operator.';
comment on column operador.entrou_em is 'The last time the person entered.';
comment on column operador.desativado_em is 'Since when the person may not enter. Null: active.';
comment on column operador.lock_version is 'Counts the changes: who saves an older one is told so.';

create table operador_sessao (
  hash bytea primary key,
  id text not null generated always as (encode(substring(hash from 1 for 8), 'hex')) stored,
  operador_id bigint not null references operador (id) on delete cascade,
  criada_em timestamptz not null,
  confirmada_em timestamptz not null,
  vista_em timestamptz not null,
  expira_em timestamptz not null,
  encerrada_em timestamptz,
  origem text not null,
  agente text not null
) with (fillfactor = 50);
create index operador_sessao_operador_idx on operador_sessao (operador_id);
comment on table operador_sessao is 'Sessions of the control room. One is live until it is ended, idle for 30 minutes, or 12 hours old.';
comment on column operador_sessao.hash is 'SHA-256 of the 256 random bits that the browser keeps in its cookie.';
comment on column operador_sessao.id is 'The first 16 hexadecimal digits of the hash: names the session in lists, and opens nothing.';
comment on column operador_sessao.confirmada_em is 'When the person last proved who they are: at the entrance, or by the password again before a sensitive act.';
comment on column operador_sessao.vista_em is 'The last request, to the minute.';
comment on column operador_sessao.expira_em is 'Its absolute end, however much it is used.';
comment on column operador_sessao.encerrada_em is 'When it was ended, by its person or another.';
comment on column operador_sessao.origem is 'The client''s address.';
comment on column operador_sessao.agente is 'The client''s user agent, at most 200 characters of it.';

create table operador_falha (
  chave bytea primary key,
  falhas int not null default 0,
  ultima_em timestamptz,
  em_curso int not null default 0,
  em_curso_em timestamptz
) with (fillfactor = 50);
comment on table operador_falha is 'Failures to enter, by login and by address. Only failures whose password was checked, so its cost bounds the rows.';
comment on column operador_falha.chave is 'SHA-256 of what is counted: a login field may hold a password typed into the wrong box.';
comment on column operador_falha.falhas is 'Failures, until 15 minutes pass without one after the last wait was over.';
comment on column operador_falha.em_curso is 'Attempts that were let through and have no verdict yet: a hundred at once are not let through as one.';
comment on column operador_falha.em_curso_em is 'When the latest was let through; after a minute without a verdict there is none to come.';
