-- ops.token
--   Shows the API's tokens, expired and revoked ones too. Their values are stored nowhere.
--   For          the panel's Tokens, hub token list
create or replace view ops.token
with (security_invoker = true) as
select
  t.id,
  t.nome,
  t.papel,
  t.tenants,
  t.criado_em,
  t.expira_em,
  t.usado_em,
  t.revogado_em,
  case
    when t.revogado_em is not null then 'REVOGADO'
    when t.expira_em <= now() then 'EXPIRADO'
    else 'ATIVO'
  end as situacao
from hub.api_token as t;
comment on view ops.token is 'The API''s tokens, expired and revoked ones too. Their values are stored nowhere.';
