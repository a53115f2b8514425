-- ops.operador
--   Shows the people who use the panel, without their passwords.
--   For          the panel's Operadores, hub operator
create or replace view ops.operador
with (security_invoker = true) as
select
  o.id,
  o.login,
  o.nome,
  o.papel,
  o.tenants,
  o.tem_senha,
  o.oidc_sub is not null as por_sso,
  o.criado_em,
  o.entrou_em,
  o.desativado_em,
  o.desativado_em is null as ativo,
  o.lock_version
from hub.operador as o;
comment on view ops.operador is 'The people who use the panel.';
