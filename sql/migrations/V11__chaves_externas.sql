-- One spelling of SKUs and external statuses, as processing.external_key has it: what was saved otherwise never met an
-- event. Where the same key is there in that spelling too, it stays, and the other goes into the audit.

create function hub.soletrada(p_texto text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select pg_catalog.btrim(
    pg_catalog.translate(
      normalize(p_texto, nfc),
      U&'\0009\000A\000B\000C\000D\0085\00A0\1680\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000',
      pg_catalog.repeat(' ', 22)
    ),
    U&' \200B\200C\200D\2060\FEFF'
  )
$$;

with repetido as (
  delete from mapeamento_sku as m
  where m.sku_externo <> hub.soletrada(m.sku_externo)
    and exists (
      select
      from mapeamento_sku as outro
      where outro.tenant_id = m.tenant_id
        and outro.canal = m.canal
        and outro.id <> m.id
        and hub.soletrada(outro.sku_externo) = hub.soletrada(m.sku_externo)
        and (outro.sku_externo = hub.soletrada(outro.sku_externo) or outro.id > m.id)
    )
  returning m.*
)
insert into auditoria (ator, acao, objeto, objeto_id, tenant_id, motivo, detalhe)
select
  'migracao', 'mapeamento.sku.remover', 'mapeamento_sku', r.sku_externo, r.tenant_id,
  'o mesmo SKU está mapeado na grafia que os eventos têm',
  jsonb_build_object('canal', r.canal, 'anterior', jsonb_build_object('interno', r.sku_interno))
from repetido as r;
update mapeamento_sku
set sku_externo = hub.soletrada(sku_externo)
where sku_externo <> hub.soletrada(sku_externo)
  and hub.soletrada(sku_externo) <> '';

with repetido as (
  delete from mapeamento_status as m
  where m.status_externo <> hub.soletrada(m.status_externo)
    and exists (
      select
      from mapeamento_status as outro
      where outro.tenant_id is not distinct from m.tenant_id
        and outro.canal = m.canal
        and outro.id <> m.id
        and hub.soletrada(outro.status_externo) = hub.soletrada(m.status_externo)
        and (outro.status_externo = hub.soletrada(outro.status_externo) or outro.id > m.id)
    )
  returning m.*
)
insert into auditoria (ator, acao, objeto, objeto_id, tenant_id, motivo, detalhe)
select
  'migracao', 'mapeamento.status.remover', 'mapeamento_status', r.status_externo, r.tenant_id,
  'o mesmo status está mapeado na grafia que os eventos têm',
  jsonb_build_object(
    'canal', r.canal,
    'anterior', jsonb_build_object('interno', r.status_interno, 'terminal', r.terminal)
  )
from repetido as r;
update mapeamento_status
set status_externo = hub.soletrada(status_externo)
where status_externo <> hub.soletrada(status_externo)
  and hub.soletrada(status_externo) <> '';

-- Events that wait under another spelling are given the one spelling; the sweep then looks at them again.
update integracao_evento as e
set payload_json = e.payload_json
  || case
    when jsonb_typeof(e.payload_json -> 'itens') = 'array' then jsonb_build_object(
      'itens', (
        select jsonb_agg(i.item || jsonb_build_object('sku', hub.soletrada(i.item ->> 'sku')))
        from jsonb_array_elements(e.payload_json -> 'itens') as i (item)
      )
    )
    else '{}'
  end
  || coalesce(
    (
      select jsonb_object_agg(campo.nome, hub.soletrada(campo.valor))
      from jsonb_each_text(e.payload_json) as campo (nome, valor)
      where campo.nome in ('status', 'statusPedido', 'statusEnvio')
    ),
    '{}'
  )
where e.id in (
  select pe.evento_id
  from pendencia_evento as pe
  join pendencia_mapeamento as p on p.id = pe.pendencia_id
  where p.chave <> hub.soletrada(p.chave)
);
delete from pendencia_evento as pe
using pendencia_mapeamento as p
where p.id = pe.pendencia_id
  and p.chave <> hub.soletrada(p.chave);
update pendencia_mapeamento
set resolvida_em = now()
where chave <> hub.soletrada(chave)
  and resolvida_em is null;

drop function hub.soletrada(text);
