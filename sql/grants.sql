-- Roles × objects. Applied on every deploy, after routines and views.
-- hub_owner owns everything and logs in nowhere. The program runs as hub_service, which selects views, can write no table, and
-- executes the routines that each room's grants.sql names. Row-level security is forced on every table that has a tenant:
-- hub_owner sees all, because a step spans tenants; hub_service sees the tenants in its session's setting hub.tenants
-- ('{123,456}', or '*'), and none where that is unset.

revoke all on schema
  hub, ingress, relay, processing, notifications, mercado_livre, connectors, tenants, access,
  audit, bulk, search, measures, ops
from public;
revoke all on all tables in schema hub, ops from public, hub_service;
revoke all on all sequences in schema hub from public, hub_service;
revoke execute on all functions in schema
  ingress, relay, processing, notifications, mercado_livre, connectors, tenants, access,
  audit, bulk, search, measures, ops
from public, hub_service;

grant usage on schema hub to hub_service;

grant select on hub.conector_visita, hub.rede_sugerida, hub.conector_acao to hub_service;
grant select (exige, ip_modo, ip_lista, client_secret_em, refresh_token_em) on hub.integracao_conector to hub_service;
grant select (id, conector_id, tipo, criado_em, ativo_em, expira_em) on hub.conector_segredo to hub_service;

grant select on hub.lote, hub.lote_item to hub_service;
grant select (id, tenant_id, canal, motivo, pedida_por, pedida_em, liberados, concluida_em) on hub.liberacao to hub_service;
grant select (id, nome, papel, tenants, criado_em, expira_em, usado_em, revogado_em) on hub.api_token to hub_service;
grant select (eventos_achados, avisos_achados, achado_em) on hub.varredura_fila to hub_service;

grant select on hub.medida, hub.medida_latencia, hub.medida_resposta to hub_service;

-- For the counter's searches and the copies of the audit.
grant select on hub.posicao to hub_service;

grant select on all tables in schema ops to hub_service;
grant select (
  id, login, nome, papel, tenants, tem_senha, oidc_sub, criado_em, entrou_em, desativado_em, lock_version
) on hub.operador to hub_service;
grant select (
  id, operador_id, criada_em, vista_em, expira_em, encerrada_em, origem, agente
) on hub.operador_sessao to hub_service;
grant select on
  hub.tenant, hub.tenant_flag, hub.integracao_evento, hub.evento_tentativa, hub.integracao_outbox, hub.pedido, hub.volume,
  hub.pedido_item, hub.mapeamento_sku, hub.mapeamento_status, hub.pendencia_mapeamento, hub.pendencia_evento,
  hub.notificacao, hub.auditoria, hub.integracao_recusa, hub.conector_disjuntor, hub.pedido_marketplace, hub.conector_sincronismo,
  hub.integracao_aplicacao
to hub_service;
grant select (
  id, canal, tenant_id, client_id, application_id, user_id, status, motivo, access_token_expira_em, last_sync_at, created_at,
  updated_at, lock_version
) on hub.integracao_conector to hub_service;

do $$
declare
  v_table record;
  v_visible constant text := $q$
    (select current_setting('hub.tenants', true)) = '*'
    or %1$s = any (nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[])
  $q$;
begin
  for v_table in
    select c.oid::regclass as nome, case c.relname when 'tenant' then 'id' else 'tenant_id' end as coluna, c.relname
    from pg_class as c
    where c.relnamespace = 'hub'::regnamespace
      and c.relkind = 'r'
      and (
        c.relname = 'tenant'
        or exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
      )
  loop
    execute format('alter table %s enable row level security', v_table.nome);
    execute format('alter table %s force row level security', v_table.nome);
    execute format('drop policy if exists dono on %s', v_table.nome);
    execute format('create policy dono on %s to hub_owner using (true) with check (true)', v_table.nome);
    execute format('drop policy if exists tenants_da_sessao on %s', v_table.nome);
    execute format(
      'create policy tenants_da_sessao on %s for select to hub_service using (%s)',
      v_table.nome,
      format(v_visible, v_table.coluna) || case v_table.relname
        when 'mapeamento_status' then ' or tenant_id is null'
        else ''
      end
    );
  end loop;

  -- A row without a tenant of its own is seen with the row that it is about.
  for v_table in
    select t.nome, t.visivel
    from (
      values
        ('hub.volume', 'exists (select from hub.pedido as p where p.id = pedido_id)'),
        ('hub.pedido_item', 'exists (select from hub.pedido as p where p.id = pedido_id)'),
        ('hub.pendencia_evento', 'exists (select from hub.pendencia_mapeamento as p where p.id = pendencia_id)'),
        ('hub.conector_disjuntor', 'exists (select from hub.integracao_conector as c where c.id = conector_id)'),
        ('hub.conector_sincronismo', 'exists (select from hub.integracao_conector as c where c.id = conector_id)'),
        ('hub.conector_segredo', 'exists (select from hub.integracao_conector as c where c.id = conector_id)'),
        (
          'hub.integracao_aplicacao',
          'exists (
            select
            from hub.integracao_conector as c
            where c.canal = integracao_aplicacao.canal
              and c.client_id = integracao_aplicacao.client_id
          )'
        )
    ) as t (nome, visivel)
  loop
    execute format('alter table %s enable row level security', v_table.nome);
    execute format('alter table %s force row level security', v_table.nome);
    execute format('drop policy if exists dono on %s', v_table.nome);
    execute format('create policy dono on %s to hub_owner using (true) with check (true)', v_table.nome);
    execute format('drop policy if exists tenants_da_sessao on %s', v_table.nome);
    execute format(
      $q$
        create policy tenants_da_sessao on %s for select to hub_service
        using ((select current_setting('hub.tenants', true)) = '*' or %s)
      $q$,
      v_table.nome,
      v_table.visivel
    );
  end loop;
end
$$;

-- A session sees a bulk act if it may touch all tenants that the act may touch.
alter table hub.lote enable row level security;
alter table hub.lote force row level security;
drop policy if exists dono on hub.lote;
create policy dono on hub.lote to hub_owner using (true) with check (true);
drop policy if exists tenants_da_sessao on hub.lote;
create policy tenants_da_sessao on hub.lote for select to hub_service using (
  (select current_setting('hub.tenants', true)) = '*'
  or tenants <@ nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[]
);

-- A session sees a token if it reaches all tenants that the token reaches. A token without tenants reaches all.
alter table hub.api_token enable row level security;
alter table hub.api_token force row level security;
drop policy if exists dono on hub.api_token;
create policy dono on hub.api_token to hub_owner using (true) with check (true);
drop policy if exists tenants_da_sessao on hub.api_token;
create policy tenants_da_sessao on hub.api_token for select to hub_service using (
  (select current_setting('hub.tenants', true)) = '*'
  or (
    tenants <> '{}'
    and tenants <@ nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[]
  )
);

-- The same holds for an operator, and for a session of the panel with its operator.
alter table hub.operador enable row level security;
alter table hub.operador force row level security;
drop policy if exists dono on hub.operador;
create policy dono on hub.operador to hub_owner using (true) with check (true);
drop policy if exists tenants_da_sessao on hub.operador;
create policy tenants_da_sessao on hub.operador for select to hub_service using (
  (select current_setting('hub.tenants', true)) = '*'
  or (
    tenants <> '{}'
    and tenants <@ nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[]
  )
);
alter table hub.operador_sessao enable row level security;
alter table hub.operador_sessao force row level security;
drop policy if exists dono on hub.operador_sessao;
create policy dono on hub.operador_sessao to hub_owner using (true) with check (true);
drop policy if exists tenants_da_sessao on hub.operador_sessao;
create policy tenants_da_sessao on hub.operador_sessao for select to hub_service using (
  (select current_setting('hub.tenants', true)) = '*'
  or exists (select from hub.operador as o where o.id = operador_id)
);
