-- notifications.resolve_uncertain(p_notice, p_enviada, p_motivo, p_ator, p_tenants, p_chave)
--   A person says whether an INCERTA notice went out. Sent: ENVIADA. Not sent: FALHOU, and notifications.resend may send another.
--   p_tenants: the tenants that the caller may touch; null: all. p_chave: the uuid of this act, which a form carries; asked again
--   with it, nothing is done.
--   Returns      the notice's new status
--   Errors       HB404 no such notice (or another tenant's); HB409 the notice is not INCERTA; HB422 no reason or no answer
--   Writes       hub.notificacao (status, enviada_em, erro), hub.auditoria
--   Concurrency  the notice's row lock
create or replace function notifications.resolve_uncertain(
  p_notice bigint,
  p_enviada boolean,
  p_motivo text,
  p_ator text,
  p_tenants bigint[] default null,
  p_chave uuid default null
)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_notice hub.notificacao;
  v_earlier jsonb;
begin
  if nullif(btrim(p_motivo), '') is null then
    raise exception 'informe como se soube se o aviso foi enviado' using errcode = 'HB422';
  end if;
  if p_enviada is null then
    raise exception 'informe se o aviso foi enviado ou não' using errcode = 'HB422';
  end if;
  select * into v_notice
  from hub.notificacao as n
  where n.id = p_notice
    and (v_tenants is null or n.tenant_id = any (v_tenants))
  for update;
  if not found then
    raise exception 'aviso não encontrado' using errcode = 'HB404';
  end if;
  v_earlier := audit.asked_before('notificacao', p_notice::text, 'notificacao.resolver', p_chave);
  if v_earlier is not null then
    return v_earlier ->> 'status';
  end if;
  if v_notice.status <> 'INCERTA' then
    raise exception 'o aviso está % e só de um INCERTA se decide se foi enviado', v_notice.status using errcode = 'HB409';
  end if;

  update hub.notificacao as n
  set
    status = case when p_enviada then 'ENVIADA' else 'FALHOU' end,
    enviada_em = case when p_enviada then coalesce(n.iniciada_em, clock_timestamp()) end,
    erro = case when p_enviada then null else 'não enviado, segundo uma pessoa' end
  where n.id = p_notice
  returning n.* into v_notice;
  perform audit.write(
    p_ator, 'notificacao.resolver', 'notificacao', p_notice::text, v_notice.tenant_id, p_motivo,
    jsonb_strip_nulls(jsonb_build_object('chave', p_chave, 'status', v_notice.status, 'pedidoId', v_notice.pedido_id))
  );
  return v_notice.status;
end
$$;
