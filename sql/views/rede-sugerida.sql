-- Networks from which a marketplace has been seen to post: a suggestion, and no rule.
create or replace view ops.rede_sugerida
with (security_invoker = true) as
select r.canal, r.rede::text as rede, r.nota
from hub.rede_sugerida as r;
comment on view ops.rede_sugerida is 'Networks from which a marketplace has been seen to post: a suggestion, and no rule.';
