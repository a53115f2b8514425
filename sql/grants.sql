-- Roles × objects. Applied on every deploy, after routines and views.
-- hub_owner owns everything and logs in nowhere. hub_service is what the program runs as: it executes the routines below,
-- selects views, and can write no table. Row-level security is forced on every table that has a tenant: hub_owner sees
-- all, because a step spans tenants; hub_service sees the tenants in its session's setting hub.tenants ('{123,456}', or
-- '*'), and none where that is unset.

revoke all on schema hub, ingress, relay, processing, notifications, mercado_livre, ops from public;
revoke all on all tables in schema hub, ops from public, hub_service;
revoke all on all sequences in schema hub from public, hub_service;
revoke execute on all functions in schema ingress, relay, processing, notifications, mercado_livre, ops from public, hub_service;

grant usage on schema hub, ingress, relay, processing, notifications, mercado_livre, ops to hub_service;

grant execute on function
  ingress.append_events, ingress.probe_append, ingress.connector_keys, ingress.find_seller, ingress.count_refusal, ingress.idempotency_key,
  relay.step, relay.poll, relay.run_suspect, relay.claim_leased, relay.return_lease, relay.settle_failure,
  relay.enlist, relay.fall_asleep, relay.stay_awake, relay.has_ended, relay.wake, relay.reprocess, relay.sweep,
  relay.sweep_mappings, relay.sweep_strays, relay.release_batch,
  processing.save_sku_mapping, processing.save_status_mapping, processing.pick_up, processing.undo_pick_up,
  notifications.claim, notifications.start, notifications.settle_sent, notifications.settle_local,
  notifications.settle_refused, notifications.settle_uncertain, notifications.resend,
  ops.save_tenant, ops.switch_document, ops.switch_pack_notice, ops.set_foreign_logistics, ops.switch_flag, ops.save_connector, ops.save_client_secret, ops.reserve_webhook_secret,
  ops.note_label,
  ops.activate_webhook_secret, ops.create_token, ops.find_token, ops.note_token_use, ops.revoke_token, ops.used_key_ids,
  ops.mask_nome, ops.mask_digits, ops.verify
to hub_service;

grant execute on function
  mercado_livre.claim, mercado_livre.settle, mercado_livre.postpone, mercado_livre.park, mercado_livre.reserve,
  mercado_livre.pause_seller, mercado_livre.save_breaker, mercado_livre.open_breakers, mercado_livre.read_tokens,
  mercado_livre.lock_tokens, mercado_livre.save_tokens, mercado_livre.require_authorization, mercado_livre.expiring_tokens,
  mercado_livre.begin_authorization, mercado_livre.take_authorization, mercado_livre.activate,
  mercado_livre.sellers, mercado_livre.begin_sync, mercado_livre.end_sync, mercado_livre.unread_orders,
  mercado_livre.open_orders, mercado_livre.store_hints
to hub_service;

grant execute on function
  ops.create_operator, ops.update_operator, ops.set_operator_password, ops.find_operator, ops.link_operator, ops.set_operator_sub,
  ops.login_wait, ops.note_login_failure, ops.open_session, ops.find_session, ops.live_sessions, ops.confirm_session, ops.end_session,
  ops.end_sessions, ops.forget_sessions, ops.session_owner
to hub_service;

grant execute on function
  ingress.count_visit,
  ops.create_connector, ops.edit_connector, ops.set_connector_checks, ops.switch_connector, ops.would_be_refused,
  ops.begin_connector_act, ops.note_connector_act,
  mercado_livre.save_refresh_token, mercado_livre.syncs_underway
to hub_service;
grant select on hub.conector_visita, hub.rede_sugerida, hub.conector_acao to hub_service;
grant select (exige, ip_modo, ip_lista, client_secret_em, refresh_token_em) on hub.integracao_conector to hub_service;
grant select (id, conector_id, tipo, criado_em, ativo_em, expira_em) on hub.conector_segredo to hub_service;

grant execute on function
  relay.requeue_dead, relay.discard, notifications.resolve_uncertain,
  processing.remove_sku_mapping, processing.remove_status_mapping, processing.mapping_impact,
  processing.import_sku_mappings, processing.import_status_mappings,
  ops.reprocess_preview, ops.reveal_payload, ops.blockers,
  ops.plan_lote, ops.lote_resumo, ops.confirm_lote, ops.cancel_lote, ops.pause_lote, ops.resume_lote, ops.run_lotes
to hub_service;
grant select on hub.lote, hub.lote_item to hub_service;
grant select (id, tenant_id, canal, motivo, pedida_por, pedida_em, liberados, concluida_em) on hub.liberacao to hub_service;
grant select (id, nome, papel, tenants, criado_em, expira_em, usado_em, revogado_em) on hub.api_token to hub_service;
grant select (eventos_achados, avisos_achados, achado_em) on hub.varredura_fila to hub_service;

grant execute on function
  ops.measure, ops.add_processed, ops.add_answers, ops.quantile, ops.panel_now, ops.panel_series, ops.count_queue,
  ops.find_events, ops.events_named, ops.events_apart, ops.events_waiting, ops.events_stray, ops.first_event_since
to hub_service;
grant select on hub.medida, hub.medida_latencia, hub.medida_resposta to hub_service;

-- The counter's searches and the audit's copies.
grant execute on function
  ops.order_channels, ops.list_orders, ops.count_orders, ops.search_orders, ops.note_export, processing.map_status, processing.is_elsewhere,
  processing.register_value
to hub_service;
grant select on hub.posicao to hub_service;

grant execute on function
  notifications.readdress, ops.notice_texts, ops.order_reasons, ops.order_waiting, ops.waiting_rows, ops.events_about, ops.moment,
  ingress.flag_name
to hub_service;

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
  v_tabela record;
  v_visivel constant text := $q$
    (select current_setting('hub.tenants', true)) = '*'
    or %1$s = any (nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[])
  $q$;
begin
  for v_tabela in
    select c.oid::regclass as nome, case c.relname when 'tenant' then 'id' else 'tenant_id' end as coluna, c.relname
    from pg_class as c
    where c.relnamespace = 'hub'::regnamespace
      and c.relkind = 'r'
      and (
        c.relname = 'tenant'
        or exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
      )
  loop
    execute format('alter table %s enable row level security', v_tabela.nome);
    execute format('alter table %s force row level security', v_tabela.nome);
    execute format('drop policy if exists dono on %s', v_tabela.nome);
    execute format('create policy dono on %s to hub_owner using (true) with check (true)', v_tabela.nome);
    execute format('drop policy if exists tenants_da_sessao on %s', v_tabela.nome);
    execute format(
      'create policy tenants_da_sessao on %s for select to hub_service using (%s)',
      v_tabela.nome,
      format(v_visivel, v_tabela.coluna) || case v_tabela.relname
        when 'mapeamento_status' then ' or tenant_id is null'
        else ''
      end
    );
  end loop;

  -- What has no tenant of its own is seen with the row that it is about.
  for v_tabela in
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
    execute format('alter table %s enable row level security', v_tabela.nome);
    execute format('alter table %s force row level security', v_tabela.nome);
    execute format('drop policy if exists dono on %s', v_tabela.nome);
    execute format('create policy dono on %s to hub_owner using (true) with check (true)', v_tabela.nome);
    execute format('drop policy if exists tenants_da_sessao on %s', v_tabela.nome);
    execute format(
      $q$
        create policy tenants_da_sessao on %s for select to hub_service
        using ((select current_setting('hub.tenants', true)) = '*' or %s)
      $q$,
      v_tabela.nome,
      v_tabela.visivel
    );
  end loop;
end
$$;

-- A bulk act is seen by whoever may touch all that it may touch.
alter table hub.lote enable row level security;
alter table hub.lote force row level security;
drop policy if exists dono on hub.lote;
create policy dono on hub.lote to hub_owner using (true) with check (true);
drop policy if exists tenants_da_sessao on hub.lote;
create policy tenants_da_sessao on hub.lote for select to hub_service using (
  (select current_setting('hub.tenants', true)) = '*'
  or tenants <@ nullif(nullif((select current_setting('hub.tenants', true)), '*'), '')::bigint[]
);

-- A token is seen by whoever reaches all that it reaches; none of its tenants means all of them.
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

-- So is an operator, and a session with its operator.
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
