-- connectors.set_connector_checks(p_conector, p_exige, p_ip_modo, p_ip_lista, p_lock_version, p_ator, p_tenants)
--   Sets what a webhook must prove. p_exige: any of HMAC, HMAC_TEMPO (which includes HMAC) and SEGREDO. p_ip_modo: DESLIGADA, OBSERVAR
--   or EXIGIR. p_ip_lista: addresses and CIDRs as text. p_lock_version: the version that the person saw; null: any.
--   p_tenants: the tenants that the caller may touch; null: all.
--   Returns      its new lock_version
--   Errors       as connectors.require_connector and connectors.networks_of; HB422 an unknown proof or mode, a proof whose secret is not
--                set, a list that is demanded and empty, or no proof at all
--   Writes       hub.integracao_conector, hub.auditoria
--   Concurrency  optimistic; the connector's row lock. Every ingress process knows within seconds
create or replace function connectors.set_connector_checks(
  p_conector bigint,
  p_exige text[],
  p_ip_modo text,
  p_ip_lista text[],
  p_lock_version int,
  p_ator text,
  p_tenants bigint[] default null
)
returns int
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_connector constant hub.integracao_conector := connectors.require_connector(p_conector, p_tenants, p_lock_version);
  v_demanded constant text[] := array(
    select distinct e
    from unnest(p_exige || case when 'HMAC_TEMPO' = any (p_exige) then '{HMAC}'::text[] else '{}' end) as e
    order by e
  );
  v_networks constant cidr[] := connectors.networks_of(p_ip_lista);
  v_missing text;
begin
  if not v_demanded <@ '{HMAC,HMAC_TEMPO,SEGREDO}' then
    raise exception 'as provas que se podem exigir são HMAC, HMAC_TEMPO e SEGREDO' using errcode = 'HB422';
  end if;
  if p_ip_modo is null or p_ip_modo not in ('DESLIGADA', 'OBSERVAR', 'EXIGIR') then
    raise exception 'o modo da lista de endereços deve ser DESLIGADA, OBSERVAR ou EXIGIR' using errcode = 'HB422';
  end if;
  if p_ip_modo = 'EXIGIR' and v_networks = '{}' then
    raise exception 'a lista de endereços está vazia: exigida assim, ninguém entraria' using errcode = 'HB422';
  end if;
  if v_demanded = '{}' and p_ip_modo <> 'EXIGIR' then
    raise exception 'exija ao menos uma prova: a assinatura, o segredo ou o endereço' using errcode = 'HB422';
  end if;
  select e into v_missing
  from unnest(v_demanded) as e
  where not exists (
    select
    from hub.conector_segredo as s
    where s.conector_id = p_conector
      and s.tipo = replace(e, '_TEMPO', '')
      and s.valor_enc is not null
      and (s.expira_em is null or s.expira_em > clock_timestamp())
  )
  limit 1;
  if found then
    raise exception 'o conector ainda não tem o segredo de %: defina-o antes de exigi-lo', replace(v_missing, '_TEMPO', '') using errcode = 'HB422';
  end if;

  update hub.integracao_conector as c
  set
    exige = v_demanded,
    ip_modo = p_ip_modo,
    ip_lista = v_networks,
    lock_version = c.lock_version + 1,
    updated_at = now()
  where c.id = p_conector;
  perform audit.write(
    p_ator, 'conector.provas', 'integracao_conector', p_conector::text, v_connector.tenant_id, null,
    jsonb_build_object(
      'exige', jsonb_build_array(v_connector.exige, v_demanded),
      'ipModo', jsonb_build_array(v_connector.ip_modo, p_ip_modo),
      'ipLista', jsonb_build_array(v_connector.ip_lista::text[], v_networks::text[])
    )
  );
  return v_connector.lock_version + 1;
end
$$;
