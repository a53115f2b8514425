-- ops.rede_sugerida
--   Shows networks from which a marketplace has been seen to post. They are suggestions; nothing is allowed or refused because of them.
--   For          the panel's form of a connector's allowlist
create or replace view ops.rede_sugerida
with (security_invoker = true) as
select r.canal, r.rede::text as rede, r.nota
from hub.rede_sugerida as r;
comment on view ops.rede_sugerida is 'Networks from which a marketplace has been seen to post. A suggestion, not a rule.';
