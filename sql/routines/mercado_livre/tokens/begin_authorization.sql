-- mercado_livre.begin_authorization(p_estado_hash, p_conector, p_verificador_enc, p_redirect_uri, p_validade, p_ator, p_agora)
--   Note that a seller is sent to authorize the application. What the seller comes back with is checked against this.
--   Expired attempts are deleted on the way.
--   Errors       HB409 the connector is DESATIVADO
--   Writes       hub.conector_autorizacao, hub.auditoria
--   Concurrency  an insert
create or replace function mercado_livre.begin_authorization(
  p_estado_hash bytea,
  p_conector bigint,
  p_verificador_enc text,
  p_redirect_uri text,
  p_validade interval,
  p_ator text,
  p_agora timestamptz default clock_timestamp()
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from hub.integracao_conector as c where c.id = p_conector and c.status = 'DESATIVADO';
  if found then
    raise exception 'o conector está desativado: ative-o antes' using errcode = 'HB409';
  end if;
  delete from hub.conector_autorizacao as a
  where a.expira_em < p_agora;

  insert into hub.conector_autorizacao (
    estado_hash, conector_id, verificador_enc, redirect_uri, criado_em, expira_em, ator
  )
  values (p_estado_hash, p_conector, p_verificador_enc, p_redirect_uri, p_agora, p_agora + p_validade, p_ator);
  perform audit.write(
    p_ator, 'conector.autorizar', 'integracao_conector', p_conector::text,
    (select c.tenant_id from hub.integracao_conector as c where c.id = p_conector), null, '{}'
  );
end
$$;
