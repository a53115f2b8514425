-- ops.activate_webhook_secret(p_segredo, p_valor_enc, p_carencia, p_ator)
--   Put a sealed webhook secret into use. The one before it stays live for p_carencia, so that the sender can change
--   over; older ones end now: two are live at most.
--   Errors       HB404 no such reservation
--   Writes       hub.conector_segredo, hub.auditoria (not the value)
--   Concurrency  the connector's row lock
create or replace function ops.activate_webhook_secret(
  p_segredo bigint,
  p_valor_enc text,
  p_carencia interval,
  p_ator text
)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_conector hub.integracao_conector;
  v_anterior bigint;
begin
  select c.* into v_conector
  from hub.integracao_conector as c
  join hub.conector_segredo as s on s.conector_id = c.id
  where s.id = p_segredo
  for update of c;
  if not found then
    raise exception 'reserva de segredo não encontrada' using errcode = 'HB404';
  end if;
  v_anterior := (
    select max(s.id)
    from hub.conector_segredo as s
    where s.conector_id = v_conector.id
      and s.id <> p_segredo
      and s.valor_enc is not null
  );
  update hub.conector_segredo as s
  set expira_em = least(s.expira_em, clock_timestamp() + case when s.id = v_anterior then p_carencia else interval '0' end)
  where s.conector_id = v_conector.id
    and s.id <> p_segredo;
  update hub.conector_segredo as s
  set valor_enc = p_valor_enc
  where s.id = p_segredo;
  perform ops.audit(
    p_ator, 'conector.segredo_webhook', 'integracao_conector', v_conector.id::text, v_conector.tenant_id, null,
    jsonb_build_object('segredoId', p_segredo, 'carencia', p_carencia)
  );
end
$$;
