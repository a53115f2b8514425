-- ops.conector
--   Shows connectors without their secrets: of a secret only whether it is set, and since when.
--   caminho is the last part of the address of the connector's notifications.
--   For          DBAs; the panel's Conectores, hub connector, hub doctor
create or replace view ops.conector
with (security_invoker = true) as
select
  c.id, c.canal, c.tenant_id, c.client_id, c.application_id, c.user_id, c.status, c.last_sync_at, c.created_at,
  c.updated_at, c.lock_version, c.motivo, c.access_token_expira_em, a.caminho,
  c.exige,
  c.ip_modo,
  c.ip_lista::text[] as ip_lista,
  c.client_secret_em,
  c.refresh_token_em,
  s.hmac_em,
  s.hmac_anterior_ate,
  s.segredo_em,
  s.segredo_anterior_ate
from hub.integracao_conector as c
left join hub.integracao_aplicacao as a on a.canal = c.canal and a.client_id = c.client_id
left join lateral (
  select
    max(vivo.ativo_em) filter (where vivo.tipo = 'HMAC') as hmac_em,
    max(vivo.expira_em) filter (where vivo.tipo = 'HMAC') as hmac_anterior_ate,
    max(vivo.ativo_em) filter (where vivo.tipo = 'SEGREDO') as segredo_em,
    max(vivo.expira_em) filter (where vivo.tipo = 'SEGREDO') as segredo_anterior_ate
  from hub.conector_segredo as vivo
  where vivo.conector_id = c.id
    and vivo.ativo_em is not null
    and (vivo.expira_em is null or vivo.expira_em > clock_timestamp())
) as s on true;
comment on view ops.conector is 'Connectors, without their secrets. hmac_anterior_ate, segredo_anterior_ate: until when the secret before the newest one is still live.';
