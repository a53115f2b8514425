-- search.waiting_rows(p_tenant, p_canal, p_eventos, p_recursos)
--   Lists, of these events and of the notifications of these resources, what is not finished, in words. What needs a person comes first,
--   then what fails, then what is postponed or waits its turn.
--   Returns      as search.order_waiting
--   Reads        hub.integracao_outbox, with the caller's rights
--   Concurrency  none
create or replace function search.waiting_rows(p_tenant bigint, p_canal text, p_eventos bigint[], p_recursos text[])
returns table (evento_id bigint, codigo text, recurso text, ate timestamptz, erro text, frase text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  select
    linha.evento_id,
    linha.codigo,
    linha.recurso,
    linha.ate,
    linha.erro,
    case linha.codigo
      when 'MORTO' then format('O evento nº %s esgotou as tentativas: uma pessoa decide.', linha.evento_id)
      when 'RETRY' then format('O evento nº %s falhou e será tentado de novo em %s.', linha.evento_id, ops.moment(linha.ate))
      when 'ADIADO' then format('O evento nº %s foi adiado até %s.', linha.evento_id, ops.moment(linha.ate))
      when 'MAPEAMENTO' then format('O evento nº %s espera por um mapeamento.', linha.evento_id)
      when 'ESTACIONADO' then format('O evento nº %s espera que a integração da loja seja ligada.', linha.evento_id)
      when 'REAUTORIZAR' then format('O evento nº %s espera que o vendedor autorize de novo.', linha.evento_id)
      else format('O evento nº %s espera a sua vez na fila.', linha.evento_id)
    end
  from (
    select
      o.evento_id,
      case o.status when 'AGUARDANDO' then o.motivo when 'MORTO' then 'MORTO' else 'FILA' end::text as codigo,
      o.recurso::text as recurso,
      case when o.status = 'AGUARDANDO' then o.proxima_tentativa_em end as ate,
      o.ultimo_erro as erro
    from (
      select d.id
      from unnest(p_eventos) as d (id)
      union
      select r.id
      from hub.integracao_outbox as r
      where r.tenant_id = p_tenant
        and r.recurso = any (p_recursos)
    ) as alvo
    join hub.integracao_outbox as o on o.id = alvo.id
    where o.tenant_id = p_tenant
      and o.canal = p_canal
      and o.destino <> 'NOTIFICAR'
  ) as linha
  order by array_position(array['MORTO', 'RETRY', 'REAUTORIZAR', 'ESTACIONADO', 'ADIADO', 'MAPEAMENTO', 'FILA'], linha.codigo), linha.evento_id
$$;
