-- A hub that has run for thirty days: as many events as the setting seed.eventos says, three orders for every ten of them,
-- 20 tenants (101 to 120). A superuser writes them straight into the tables, drawn from a fixed seed.
-- Tenants: 101 has a third of everything, the others less and less; 118 fell silent twenty days ago, 119 has two hundred
-- events in all, 120 none.
select setseed(0.42);
set session_replication_role = replica;
set synchronous_commit = off;

create temporary table seed_escopo as
select
  current_setting('seed.eventos')::bigint as eventos,
  (current_setting('seed.eventos')::bigint * 3) / 10 as pedidos,
  date_trunc('second', clock_timestamp()) - interval '30 days' as inicio,
  interval '30 days' / current_setting('seed.eventos')::bigint as passo;

create temporary table seed_pedido as
select
  n,
  case
    when n % (e.pedidos / 60) = 7 then 119
    when n < e.pedidos / 3 and n % 40 = 3 then 118
    else 101 + floor(17 * power(random(), 2.4))::bigint
  end as tenant_id,
  'ML-ORD-' || (2000000000000000 + n * 7919) as external_id,
  random() as sorte
from seed_escopo as e
cross join generate_series(1, e.pedidos) as n;
create unique index on seed_pedido (n);
analyze seed_pedido;

insert into hub.tenant (id, nome, endereco, horario, faixa)
select n, 'Loja ' || n, 'Rua das Flores, ' || n, '9h às 18h', n
from generate_series(101, 120) as n
on conflict (id) do nothing;
insert into hub.tenant_flag (tenant_id, nome, ligado)
select n, 'integracao.ml.enabled', n <> 117 from generate_series(101, 120) as n
on conflict (tenant_id, nome) do update set ligado = excluded.ligado;
insert into hub.faixa (numero) select distinct faixa from hub.tenant on conflict do nothing;
insert into hub.integracao_aplicacao (canal, client_id, caminho)
values ('ML', 'app-1', 'caminho-de-exemplo-0123456789abcdef')
on conflict do nothing;
insert into hub.integracao_conector (canal, tenant_id, client_id, application_id, user_id, status, motivo, access_token_expira_em, last_sync_at)
select
  'ML', n, 'app-1', '123', (700000 + n)::text,
  case n when 105 then 'REAUTORIZAR' else 'ATIVO' end,
  case n when 105 then 'o vendedor retirou a autorização' end,
  clock_timestamp() + n * interval '3 minutes', clock_timestamp() - interval '7 minutes'
from generate_series(101, 119) as n
on conflict (tenant_id, canal) do nothing;
insert into hub.conector_disjuntor (conector_id, operacao, estado, reabre_em)
select c.id, 'pedido', case when c.tenant_id = 106 then 'ABERTO' else 'FECHADO' end, clock_timestamp() + interval '30 seconds'
from hub.integracao_conector as c
on conflict do nothing;
insert into hub.mapeamento_sku (canal, sku_externo, sku_interno, tenant_id)
select 'ML', 'SKU-' || s, 'INT-' || s, n
from generate_series(101, 120) as n
cross join generate_series(1, 500) as s;

-- Events. One in seventeen is a second delivery; one in two thousand is of a type that nothing handles.
insert into hub.integracao_evento (
  id, canal, tenant_id, external_id, tipo, payload_json, received_at, processed_at, status, error_msg, reprocess_count,
  trace_id, versao, chave, duplicado_de, origem, ignorado
)
select
  g.n, 'ML', p.tenant_id, case when g.tipo = 'NOTIFICACAO' then '/orders/' || substr(p.external_id, 8) else p.external_id end, g.tipo,
  case
    when g.estado in ('DUPLICADO', 'IGNORADO') then '{}'
    when g.tipo = 'NOTIFICACAO' then '{"topico": "orders_v2"}'
    else jsonb_build_object(
      'destinatario', jsonb_build_object('nome', 'Maria Silva ' || g.n, 'doc', lpad((g.n * 37)::text, 11, '0'), 'telefone', '+55119' || lpad(g.n::text, 8, '0')),
      'itens', jsonb_build_array(jsonb_build_object('sku', 'SKU-' || (1 + g.n % 500), 'quantidade', 1 + g.n % 3)),
      'volume', jsonb_build_object('peso', 1.2, 'dimensoes', jsonb_build_object('altura', 10, 'largura', 20, 'comprimento', 30)),
      'etiqueta', 'BR' || (100000000 + g.n), 'status', 'ready_to_ship'
    )
  end,
  g.recebido,
  case
    when g.estado in ('PROCESSADO', 'REPROCESSADO') then g.recebido + interval '1 ms' * exp(2 + 5 * random() * random())
    when g.estado in ('DUPLICADO', 'IGNORADO') then g.recebido
  end,
  g.estado,
  case when g.estado in ('ERRO', 'MORTO') then 'não foi possível aplicar o evento' end,
  case when g.estado = 'REPROCESSADO' then 1 else 0 end,
  gen_random_uuid(), case when g.tipo = 'NOTIFICACAO' then null else g.n end,
  'ML|' || p.tenant_id || '|' || g.tipo || '|' || p.external_id || '|v' || g.n,
  case when g.estado = 'DUPLICADO' then greatest(1, g.n - 40) end,
  case
    when g.tipo <> 'NOTIFICACAO' then case when g.dado < 0.02 then 'INTERNO' else 'WEBHOOK' end
    when g.dado < 0.970 then 'WEBHOOK'
    when g.dado < 0.990 then 'MISSED_FEEDS'
    when g.dado < 0.999 then 'VARREDURA'
    when g.dado < 0.99998 then 'ABERTOS'
    else 'MANUAL'
  end,
  case when g.estado = 'IGNORADO' then true end
from (
  select
    s.n, e.inicio + s.n * e.passo as recebido, s.dado,
    least(e.pedidos, greatest(1, ((s.n * 3) / 10) - floor(60 * s.passado)::bigint)) as pedido,
    case
      when s.especie < 0.25 then 'NOTIFICACAO'
      when s.especie < 0.55 then 'ORDER_CREATED'
      when s.especie < 0.75 then 'ORDER_UPDATED'
      when s.especie < 0.85 then 'LABEL_AVAILABLE'
      when s.especie < 0.9995 then 'STATUS_CHANGED'
      else 'ORDER_FEEDBACK'
    end as tipo,
    case
      when s.especie >= 0.9995 then 'IGNORADO'
      when s.n > e.eventos - 300 then 'RECEBIDO'
      when s.n % 5000 = 11 then 'MORTO'
      when s.n > e.eventos - e.eventos / 20 and s.n % 170 = 3 then 'ERRO'
      when s.n % 500 = 13 then 'MAPEAMENTO'
      when s.n > e.eventos / 2 and s.n % 470 = 17 then 'ESTACIONADO'
      when s.n % 2500 = 19 then 'REPROCESSADO'
      when s.n % 17 = 5 then 'DUPLICADO'
      else 'PROCESSADO'
    end as estado
  from seed_escopo as e
  cross join lateral (
    select n, random() as especie, random() as dado, random() as passado from generate_series(1, e.eventos) as n
  ) as s
) as g
join seed_pedido as p on p.n = g.pedido;
select setval('hub.integracao_evento_id_seq', (select max(id) from hub.integracao_evento));

insert into hub.idempotencia (chave, evento_id, created_at)
select e.chave, e.id, e.received_at
from hub.integracao_evento as e
where e.status not in ('DUPLICADO', 'IGNORADO');

insert into hub.integracao_outbox (
  id, evento_id, tenant_id, canal, destino, faixa, recurso, status, motivo, tentativas, proxima_tentativa_em, criado_em, trace_id, ultimo_erro
)
select
  e.id, e.id, e.tenant_id, e.canal,
  case when e.tipo = 'NOTIFICACAO' then 'ENRIQUECER' else 'PROCESSAR' end,
  case when e.tipo = 'NOTIFICACAO' then 512 else 0 end + (select t.faixa from hub.tenant as t where t.id = e.tenant_id),
  case when e.tipo = 'NOTIFICACAO' then e.external_id end,
  case e.status when 'RECEBIDO' then 'PENDENTE' when 'MORTO' then 'MORTO' else 'AGUARDANDO' end,
  case e.status when 'ERRO' then 'RETRY' when 'MAPEAMENTO' then 'MAPEAMENTO' when 'ESTACIONADO' then 'ESTACIONADO' end,
  case e.status when 'ERRO' then 2 when 'MORTO' then 4 else 0 end,
  case e.status when 'ERRO' then clock_timestamp() + interval '1 day' end,
  e.received_at, e.trace_id, e.error_msg
from hub.integracao_evento as e
where e.status in ('RECEBIDO', 'ERRO', 'MORTO', 'MAPEAMENTO', 'ESTACIONADO');

insert into hub.evento_tentativa (evento_id, tenant_id, destino, tentativa, resultado, sqlstate, erro, worker, em)
select e.id, e.tenant_id, 'PROCESSAR', t, case when t = 4 then 'MORTO' else 'ERRO' end, '22000', 'não foi possível aplicar o evento', 'relay-1',
  e.received_at + t * interval '2 minutes'
from hub.integracao_evento as e
cross join lateral generate_series(1, case e.status when 'MORTO' then 4 else 2 end) as t
where e.status in ('ERRO', 'MORTO');

insert into hub.pendencia_mapeamento (tenant_id, canal, tipo, chave, criada_em)
select 101 + s % 17, 'ML', 'SKU', 'NOVO-' || s, clock_timestamp() - s * interval '3 hours'
from generate_series(1, 120) as s;
insert into hub.pendencia_evento (pendencia_id, evento_id)
select m.id, e.id
from hub.integracao_evento as e
cross join lateral (
  select id from hub.pendencia_mapeamento as m where m.id % 120 = e.id / 500 % 120 limit 1
) as m
where e.status = 'MAPEAMENTO';

-- Orders.
insert into hub.pedido (
  id, tenant_id, canal, external_id, status, destinatario_nome, destinatario_doc, destinatario_telefone, created_at, updated_at, ready_at,
  picked_up_at, cancelado_em, ultimo_evento_id, reg_nome
)
select
  p.n, p.tenant_id, 'ML', p.external_id, s.status, 'Maria Silva ' || p.n, lpad((p.n * 37)::text, 11, '0'), '+55119' || lpad(p.n::text, 8, '0'),
  s.criado, s.criado + interval '1 hour',
  case when s.status in ('PRONTO', 'RETIRADO') then s.criado + interval '1 hour' end,
  case when s.status = 'RETIRADO' then s.criado + interval '2 days' end,
  case when s.status = 'CANCELADO' then s.criado + interval '3 hours' end,
  least(e.eventos, p.n * 10 / 3), '900000000000000010Maria Silva'
from seed_escopo as e
cross join seed_pedido as p
cross join lateral (
  select
    e.inicio + (p.n * 10 / 3) * e.passo as criado,
    case
      when p.sorte < 0.05 then 'CANCELADO'
      when p.n > e.pedidos * 0.97 then case when p.sorte < 0.3 then 'RECEBIDO' else 'PRONTO' end
      when p.sorte < 0.06 then 'PRONTO'
      else 'RETIRADO'
    end as status
) as s;
select setval(pg_get_serial_sequence('hub.pedido', 'id'), (select max(id) from hub.pedido));
insert into hub.volume (pedido_id, numero, etiqueta_externa, peso, dimensoes, status)
select p.id, 1, 'BR' || (100000000 + p.id), 1.2, '{"altura": 10, "largura": 20, "comprimento": 30}', p.status from hub.pedido as p;
insert into hub.pedido_item (pedido_id, sku_externo, sku_interno, quantidade)
select p.id, 'SKU-' || (1 + p.id % 500), 'INT-' || (1 + p.id % 500), 1 + p.id % 3 from hub.pedido as p;
insert into hub.notificacao (tenant_id, pedido_id, meio, status, texto, criado_em, iniciada_em, enviada_em, erro, incerta_em)
select
  p.tenant_id, p.id, 'WHATSAPP', case when p.id % 20000 = 3 then 'INCERTA' when p.id % 9000 = 5 then 'FALHOU' else 'ENVIADA' end, 'pronto para retirada',
  p.ready_at, p.ready_at, p.ready_at + interval '2 seconds', case when p.id % 20000 = 3 then 'prazo esgotado durante o envio' end,
  case when p.id % 20000 = 3 then p.ready_at end
from hub.pedido as p
where p.ready_at is not null;

insert into hub.auditoria (em, ator, acao, objeto, objeto_id, tenant_id, motivo, detalhe)
select
  e.received_at + interval '1 hour', 'operador:maria', 'evento.reprocessar', 'evento', e.id::text, e.tenant_id, 'pedido do cliente',
  '{"statusAnterior": "MORTO"}'
from hub.integracao_evento as e
where e.reprocess_count > 0 or e.id % 40 = 1;
insert into hub.integracao_recusa (minuto, canal, causa, tenant_id, total, ultima_em)
select m, 'ML', 'ASSINATURA_INVALIDA', 101, 3, m + interval '20 seconds'
from seed_escopo as e
cross join generate_series(date_trunc('minute', e.inicio), clock_timestamp(), interval '10 minutes') as m;

-- Measures: minutes of three days and hours of all days, as relays, ingresses and measures.measure would have left them.
create temporary table seed_medida as
select
  passo.minutos as passo, date_bin(passo.minutos * interval '1 minute', e.received_at, 'epoch') as inicio, e.tenant_id,
  count(*) as recebidos,
  count(*) filter (where e.status = 'DUPLICADO') as duplicados,
  count(*) filter (where e.status in ('PROCESSADO', 'REPROCESSADO')) as processados,
  count(*) filter (where e.status in ('ERRO', 'MORTO')) as erros,
  count(*) filter (where e.status = 'MORTO') as mortos,
  count(*) filter (where e.tipo = 'NOTIFICACAO' and e.payload_json <> '{}' and e.origem = 'WEBHOOK') as avisados,
  count(*) filter (where e.tipo = 'NOTIFICACAO' and e.payload_json <> '{}' and e.origem in ('MISSED_FEEDS', 'VARREDURA', 'ABERTOS')) as achados
from hub.integracao_evento as e
cross join (values (1), (60)) as passo (minutos)
where passo.minutos = 60 or e.received_at > clock_timestamp() - interval '3 days'
group by 1, 2, 3;
insert into hub.medida (passo, inicio, tenant_id, recebidos, duplicados, processados, erros, mortos, avisados, achados, contado)
select
  passo, inicio, tenant_id, sum(recebidos), sum(duplicados), sum(processados), sum(erros), sum(mortos), sum(avisados), sum(achados), true
from seed_medida
group by grouping sets ((passo, inicio, tenant_id), (passo, inicio));
insert into hub.medida_latencia (passo, inicio, tenant_id, balde, total)
select m.passo, m.inicio, m.tenant_id, b, ceil(sum(m.processados) / 8)
from seed_medida as m
cross join generate_series(4, 11) as b
where m.processados > 0
group by grouping sets ((m.passo, m.inicio, b, m.tenant_id), (m.passo, m.inicio, b));
insert into hub.medida_resposta (passo, inicio, balde, total, acima_500)
select m.passo, m.inicio, b, greatest(1, sum(m.recebidos) / 6), case when b = 19 then 1 else 0 end
from seed_medida as m
cross join unnest(array[3, 4, 5, 6, 8, 19]) as b
where b < 19 or extract(minute from m.inicio)::int % 30 = 0
group by 1, 2, 3;

set session_replication_role = origin;
