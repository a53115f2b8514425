-- Events and notices that ought to wait in the outbox and have no row there: somebody has deleted it, or restored half.

create table varredura_fila (
  unico boolean primary key default true,
  evento_ate bigint not null default 0,
  aviso_ate bigint not null default 0,
  eventos_achados bigint not null default 0,
  avisos_achados bigint not null default 0,
  achado_em timestamptz,
  constraint varredura_fila_unico_check check (unico)
) with (fillfactor = 50);
insert into varredura_fila default values;
comment on table varredura_fila is 'How far the sweep has looked for events and notices that ought to have a row in the outbox, and how many it has found without one. One row.';
comment on column varredura_fila.evento_ate is 'Up to which id the round under way has looked; 0: it begins anew.';
comment on column varredura_fila.achado_em is 'When something was found last.';
