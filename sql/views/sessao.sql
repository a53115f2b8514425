-- ops.sessao
--   Shows the sessions of the panel, ended ones of the last days too. viva: the session is good now.
--   For          the panel's Operadores, hub operator sessions
create or replace view ops.sessao
with (security_invoker = true) as
select
  s.id,
  s.operador_id,
  o.login,
  s.criada_em,
  s.vista_em,
  s.expira_em,
  s.encerrada_em,
  s.origem,
  s.agente,
  s.encerrada_em is null
    and s.vista_em > now() - interval '30 minutes'
    and s.expira_em > now()
    and o.desativado_em is null as viva
from hub.operador_sessao as s
join hub.operador as o on o.id = s.operador_id;
comment on view ops.sessao is 'Sessions of the panel, ended ones of the last days too. viva: the session is good now.';
