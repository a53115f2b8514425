-- mercado_livre.take_authorization(p_estado_hash, p_agora)
--   Take the attempt that a state belongs to. It is good once.
--   Returns      one row; none where there was no such attempt, or it has expired
--   Writes       hub.conector_autorizacao
--   Concurrency  the attempt's row lock: of two calls with one state, one gets it
create or replace function mercado_livre.take_authorization(
  p_estado_hash bytea,
  p_agora timestamptz default clock_timestamp()
)
returns table (
  conector_id bigint,
  tenant_id bigint,
  client_id text,
  client_secret_enc text,
  verificador_enc text,
  redirect_uri text,
  ator text
)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with tomada as (
    delete from hub.conector_autorizacao as a
    where a.estado_hash = p_estado_hash
    returning a.*
  )
  select c.id, c.tenant_id, c.client_id::text, c.client_secret_enc, t.verificador_enc, t.redirect_uri, t.ator
  from tomada as t
  join hub.integracao_conector as c on c.id = t.conector_id
  where t.expira_em >= p_agora
$$;
