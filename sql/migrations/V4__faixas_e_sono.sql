-- What the measurements called for (scripts/bench): a lane for each tenant, a flag that names who is to be woken, and room
-- beside each event for the update that finishes it.

-- Lanes. Rows of the outbox are claimed lane by lane in equal shares. One lane a tenant (two tenants share one only if
-- their ids are congruent modulo 256), and only lanes that some tenant uses are looked at.
create table faixa (
  numero smallint not null,
  constraint faixa_pkey primary key (numero),
  constraint faixa_numero_check check (numero between 0 and 255)
);
comment on table faixa is 'The lanes in use: abs(id % 256) of every tenant, written by a trigger of tenant (relay.open_lane).';

insert into faixa (numero) select distinct abs(id % 256) from tenant;

drop index integracao_outbox_pendente_idx;
alter table integracao_outbox drop column faixa;
alter table integracao_outbox add column faixa smallint not null generated always as (
  (case destino when 'PROCESSAR' then 0 when 'NOTIFICAR' then 256 else 512 end + abs(tenant_id % 256))::smallint
) stored;
create index integracao_outbox_pendente_idx on integracao_outbox (faixa, xid, id) where status = 'PENDENTE';
comment on column integracao_outbox.faixa is 'The lane: destino (0, 256, 512) and tenant_id modulo 256, so that no tenant starves the others.';

-- Sleep. A notification reaches every process that listens; its payload says for which relay it is.
alter sequence relay_sono maxvalue 9223372036854775807;
comment on sequence relay_sono is
  'A flag, not a counter: 1 while a relay is awake; else who is to be notified: 2 all that sleep, from 3 on the relay of that number.';
create sequence relay_numero minvalue 3;
comment on sequence relay_numero is 'Numbers the relays as they start; see relay_sono.';

-- Every event is updated once, when it is finished. In a page that is half full the new version stays beside the old
-- one, and no index is written: a fifth less of processor time and a third less WAL for each event.
alter table integracao_evento set (fillfactor = 50);

-- The last two foreign keys of the hot path took a seventh of a step: the parent was looked up and locked for each row
-- that the routines, the only writers, had just read or written. Their actions are kept by triggers on the parents' side
-- (processing.drop_parts, processing.keep_tenant), and `hub verify` looks for orphans.
alter table volume drop constraint volume_pedido_id_fkey;
alter table pedido drop constraint pedido_tenant_id_fkey;
