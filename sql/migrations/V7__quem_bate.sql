-- Who may knock: which proofs a connector demands, and from which addresses; how each event was verified; and what the
-- screen of the connectors shows and sets going.

alter table integracao_conector
  add column exige text[] not null default '{HMAC}',
  add column ip_modo varchar(16) not null default 'DESLIGADA',
  add column ip_lista cidr[] not null default '{}',
  add column client_secret_em timestamptz,
  add column refresh_token_em timestamptz,
  add constraint integracao_conector_exige_check check (exige <@ '{HMAC,SEGREDO}'),
  add constraint integracao_conector_ip_modo_check check (ip_modo in ('DESLIGADA', 'OBSERVAR', 'EXIGIR')),
  add constraint integracao_conector_ip_lista_check check (cardinality(ip_lista) <= 64),
  add constraint integracao_conector_prova_check check (
    (ip_modo <> 'EXIGIR' or ip_lista <> '{}') and (exige <> '{}' or ip_modo = 'EXIGIR')
  );
comment on column integracao_conector.exige is 'The proofs that every signed event must bring, all of them: HMAC (X-ML-Signature), SEGREDO (X-Webhook-Secret). Empty: its address alone proves it.';
comment on column integracao_conector.ip_modo is 'DESLIGADA; OBSERVAR (nothing is refused, and what would have been is counted); EXIGIR (an address outside ip_lista is refused).';
comment on column integracao_conector.ip_lista is 'The networks that events and notifications may come from.';
comment on column integracao_conector.client_secret_em is 'When client_secret_enc was set.';
comment on column integracao_conector.refresh_token_em is 'When refresh_token_enc was set, by a person or by a refresh.';

update integracao_conector
set client_secret_em = updated_at
where client_secret_enc is not null;
update integracao_conector
set refresh_token_em = updated_at
where refresh_token_enc is not null;

alter table conector_segredo
  add column tipo varchar(16) not null default 'HMAC',
  add column ativo_em timestamptz,
  add constraint conector_segredo_tipo_check check (tipo in ('HMAC', 'SEGREDO'));
comment on table conector_segredo is 'Webhook secrets of a connector; while one of a kind is being rotated two of it are live.';
comment on column conector_segredo.tipo is 'HMAC (it signs: X-ML-Signature) or SEGREDO (it is sent as it is: X-Webhook-Secret).';
comment on column conector_segredo.ativo_em is 'Since when it is in use; null: only reserved.';

update conector_segredo
set ativo_em = criado_em
where valor_enc is not null;

-- How an event was verified -------------------------------------------------------------------------------------------

alter table integracao_evento add column conferencia text;
comment on column integracao_evento.conferencia is
  'What proved who sent it: HMAC, SEGREDO and IP, joined by +; CAMINHO (a notification''s address and ids), also with +IP; TOKEN (of the API). Null: the hub found it itself.';
alter type ingress.evento_recebido add attribute conferencia text;

-- Who would have been kept out ----------------------------------------------------------------------------------------

create table conector_visita (
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  dia date not null,
  endereco text not null,
  na_lista boolean not null,
  tenant_id bigint not null,
  total bigint not null,
  ultima_em timestamptz not null,
  constraint conector_visita_pkey primary key (conector_id, dia, endereco, na_lista)
) with (fillfactor = 80);
comment on table conector_visita is
  'Requests that were otherwise verified, counted by the day and the address that they came from, while a connector has a list of addresses. Kept for 30 days.';
comment on column conector_visita.dia is 'The day in São Paulo.';
comment on column conector_visita.endereco is 'An IP address; "outros" beyond 200 addresses a day; "desconhecido" where the proxies did not tell.';
comment on column conector_visita.na_lista is 'Whether the address was on the list when it came.';

create table rede_sugerida (
  canal varchar(32) not null,
  rede cidr not null,
  nota text not null,
  constraint rede_sugerida_pkey primary key (canal, rede)
);
comment on table rede_sugerida is
  'Networks from which a marketplace has been seen to post, for whoever fills a connector''s list. Nothing is allowed or refused because of it.';

insert into rede_sugerida (canal, rede, nota)
values
  ('ML', '54.88.218.97', 'na documentação do Mercado Livre'),
  ('ML', '18.215.140.160', 'na documentação do Mercado Livre'),
  ('ML', '18.213.114.129', 'na documentação do Mercado Livre'),
  ('ML', '18.206.34.84', 'na documentação do Mercado Livre'),
  ('ML', '35.236.253.169', 'acrescentado depois à documentação'),
  ('ML', '35.245.91.34', 'acrescentado depois à documentação'),
  ('ML', '35.245.20.104', 'acrescentado depois à documentação'),
  ('ML', '35.186.182.146', 'acrescentado depois à documentação'),
  ('ML', '13.223.210.67', 'visto em integrações de terceiros'),
  ('ML', '54.160.66.146', 'visto em integrações de terceiros'),
  ('ML', '44.212.229.114', 'visto em integrações de terceiros'),
  ('ML', '52.204.14.181', 'visto em integrações de terceiros'),
  ('ML', '13.223.210.140', 'visto em integrações de terceiros'),
  ('ML', '54.236.191.153', 'visto em integrações de terceiros');

-- What a person sets going and does not wait for ----------------------------------------------------------------------

create table conector_acao (
  conector_id bigint not null references integracao_conector (id) on delete cascade,
  acao varchar(16) not null,
  tenant_id bigint not null,
  pedida_por text not null,
  iniciada_em timestamptz not null,
  progresso_em timestamptz not null,
  concluida_em timestamptz,
  resultado jsonb not null default '[]',
  erro text,
  constraint conector_acao_pkey primary key (conector_id, acao),
  constraint conector_acao_acao_check check (acao in ('TESTAR', 'SINCRONIZAR'))
) with (fillfactor = 70);
comment on table conector_acao is 'The last run of each act that a person set going on a connector, and how far it has come: one runs at a time.';
comment on column conector_acao.progresso_em is 'When it was last heard of: a run whose process has died is silent.';
comment on column conector_acao.resultado is 'Its steps so far, in order, for people. Never a secret.';
