-- search.reprocess_preview(p_evento, p_tenants)
--   Says what relay.reprocess would do to this event, one sentence an effect, for a person who is about to ask for it. It describes
--   today: what changes until the event runs can change its effect.
--   p_tenants: the tenants that the caller may see; null: all.
--   Returns      codigo, frase (pt-BR, without capital and full stop), tipo: RECUSA (it would be refused), CONFIRMAR (only
--                when forced) or EFEITO
--   Errors       HB404 no such event (or another tenant's)
--   Reads        hub.integracao_evento, hub.integracao_outbox, hub.pedido, hub.notificacao, hub.tenant_flag, hub.auditoria and mappings
--   Concurrency  none
create or replace function search.reprocess_preview(p_evento bigint, p_tenants bigint[] default null)
returns table (tipo text, codigo text, frase text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenants constant bigint[] := access.reach(p_tenants);
  v_event hub.integracao_evento;
  v_row hub.integracao_outbox;
  v_order hub.pedido;
  v_missing text;
begin
  select * into v_event
  from hub.integracao_evento as e
  where e.id = p_evento
    and (v_tenants is null or e.tenant_id = any (v_tenants));
  if not found then
    raise exception 'evento não encontrado' using errcode = 'HB404';
  end if;
  select * into v_row from hub.integracao_outbox as o where o.id = p_evento;

  if v_event.status = 'DUPLICADO' or (v_event.status = 'IGNORADO' and not relay.was_discarded(p_evento)) then
    return query values ('RECUSA', 'SEM_EFEITO', format('o evento está %s e não tem efeito a aplicar', v_event.status));
    return;
  end if;
  if v_row.status = 'EM_ANDAMENTO' then
    return query values ('RECUSA', 'EM_ANDAMENTO', 'o evento está sendo processado agora');
    return;
  end if;
  if v_row.status = 'PENDENTE' and v_row.reprocess_id is not null then
    return query values ('EFEITO', 'JA_PEDIDO', 'um reprocessamento já está na fila; pedir outro não muda nada');
    return;
  end if;
  if v_event.status in ('PROCESSADO', 'REPROCESSADO') then
    return query values (
      'CONFIRMAR', 'JA_APLICADO',
      format('o evento já foi aplicado em %s e será aplicado outra vez', ops.moment(v_event.processed_at))
    );
  elsif v_event.status = 'IGNORADO' then
    return query values ('CONFIRMAR', 'DESCARTADO', 'o evento foi descartado por uma pessoa e voltará à fila');
  elsif v_row.motivo in ('RETRY', 'ADIADO') then
    return query values (
      'EFEITO', 'TENTATIVA_ANTECIPADA',
      format('a tentativa marcada para %s é substituída por esta', ops.moment(v_row.proxima_tentativa_em))
    );
  elsif v_row.status = 'MORTO' then
    return query values (
      'EFEITO', 'VOLTA_A_FILA', format('o evento volta à fila com todas as tentativas; a última falhou: %s', v_row.ultimo_erro)
    );
  end if;

  if not exists (
    select
    from hub.tenant_flag as f
    where f.tenant_id = v_event.tenant_id
      and f.nome = ingress.flag_name(v_event.canal)
      and f.ligado
  ) then
    return query values ('EFEITO', 'ESTACIONA', 'a integração deste tenant está desligada: o evento espera até que seja ligada');
  end if;
  if v_event.tipo = 'NOTIFICACAO' then
    return query values ('EFEITO', 'CONSULTA', 'o pedido é buscado outra vez no marketplace; o que mudou lá vem como evento novo');
    return;
  end if;

  select string_agg(format('%s %s', lower(falta.tipo), falta.chave), ', ' order by falta.tipo, falta.chave)
  into v_missing
  from processing.missing_mappings(array[p_evento]) as falta;
  if v_missing is not null then
    return query values ('EFEITO', 'FALTA_MAPEAMENTO', format('o evento espera de novo por mapeamento: %s', v_missing));
  end if;

  select * into v_order
  from hub.pedido as p
  where p.tenant_id = v_event.tenant_id
    and p.canal = v_event.canal
    and p.external_id = v_event.external_id;
  if not found then
    return query values ('EFEITO', 'CRIA_PEDIDO', 'o pedido ainda não existe e é criado');
    return;
  end if;
  return query values (
    'EFEITO', 'ATUALIZA_PEDIDO',
    format('o pedido %s (%s) recebe os dados deste evento; o que versões posteriores mudaram fica', v_order.id, v_order.status)
  );
  return query
  select
    'EFEITO', 'AVISO_' || n.status,
    'o aviso de retirada não é reenviado: ' || case n.status
      when 'ENVIADA' then format('já foi enviado em %s', ops.moment(n.enviada_em))
      when 'REGISTRADA' then format('foi só registrado em %s: nenhum gateway está configurado', ops.moment(n.registrada_em))
      when 'SEM_DESTINO' then n.erro
      when 'INCERTA' then 'não se sabe se saiu, e uma pessoa decide'
      when 'FALHOU' then 'o envio falhou; use Enviar novamente'
      when 'CANCELADA' then 'foi cancelado'
      else 'já está na fila'
    end
  from hub.notificacao as n
  where n.pedido_id = v_order.id
    and n.origem = 'AUTOMATICA';
  if not found and v_order.status = 'RECEBIDO' then
    return query values ('EFEITO', 'AVISO_SE_PRONTO', 'se o pedido ficar PRONTO, o cliente é avisado');
  end if;
end
$$;
