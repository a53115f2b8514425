-- Notices say what became of them: one that only the local driver wrote down was not sent, one that had nowhere to go says so.

alter table notificacao
  add column registrada_em timestamptz,
  add column sem_destino_em timestamptz,
  add column envio_versao int,
  drop constraint notificacao_status_check,
  add constraint notificacao_status_check check (
    status in ('PENDENTE', 'ENVIANDO', 'ENVIADA', 'REGISTRADA', 'SEM_DESTINO', 'FALHOU', 'INCERTA', 'CANCELADA')
  );
comment on column notificacao.status is
  'PENDENTE, ENVIANDO (a provider is being called), ENVIADA (it took the notice), REGISTRADA (no gateway is set: written down, sent to nobody), SEM_DESTINO (the order has no address of this kind), FALHOU, INCERTA, CANCELADA.';
comment on column notificacao.registrada_em is 'REGISTRADA: when it was written down.';
comment on column notificacao.sem_destino_em is 'When it was SEM_DESTINO, if ever. Apart from status, so that sending a notice changes no index.';
comment on column notificacao.envio_versao is
  'The lock_version of the lease under which its sending was last started: a provider''s answer that comes after that lease was lost is known by it.';
create index notificacao_sem_destino_idx on notificacao (tenant_id, id) where sem_destino_em is not null;

-- What the local driver "sent" went nowhere.
update notificacao as n
set status = 'REGISTRADA', registrada_em = coalesce(n.enviada_em, a.criado_em), enviada_em = null
from aviso_local as a
where a.notificacao_id = n.id
  and n.status = 'ENVIADA';
