/** Describes the calls by which people change settings of stores: connectors, operators, tokens, mappings and flags. */
import { ato, done, told, type RoutineCall } from './routine-call.ts'

const linhas = JSON.stringify([
  { linha: 1, externo: 'SEM-MAPA', interno: 'INT-9' },
  { linha: 2, externo: 'ABC-1', interno: 'INT-9' },
])
const linhasDeStatus = JSON.stringify([
  { linha: 1, externo: 'novo', interno: 'PRONTO' },
  { linha: 2, externo: 'ready_to_ship', interno: 'RECEBIDO' },
])

export const SETTING_CALLS: Readonly<Record<string, RoutineCall>> = {
  'mercado_livre.save_refresh_token': done((x) => ({
    p_conector: x.conector,
    p_valor_enc: 'x',
    p_ator: 'teste',
  })),
  'connectors.activate_webhook_secret': told((x) => ({
    p_segredo: x.segredo,
    p_valor_enc: 'x',
    p_carencia: '1 h',
    p_ator: 'teste',
  })),
  'connectors.begin_connector_act': told((x) => ({
    p_conector: x.conector,
    p_acao: 'TESTAR',
    p_ator: 'teste',
  })),
  'connectors.create_connector': told((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_client_id: null,
    p_application_id: null,
    p_user_id: null,
    p_ator: 'teste',
  })),
  'access.create_operator': done((x) => ({
    p_login: 'novo',
    p_nome: 'Novo',
    p_papel: 'leitor',
    p_tenants: `{${x.tenant}}`,
    p_senha_hash: null,
    p_ator: 'teste',
  })),
  'access.create_token': done((x) => ({
    p_nome: 'novo',
    p_papel: 'leitor',
    p_tenants: `{${x.tenant}}`,
    p_hash: '\\x00',
    p_ator: 'teste',
  })),
  'connectors.edit_connector': told((x) => ({
    p_conector: x.conector,
    p_lock_version: null,
    p_client_id: 'outra',
    p_application_id: null,
    p_user_id: null,
    p_ator: 'teste',
  })),
  'access.end_sessions': told((x) => ({ p_operador: x.operador, p_ator: 'teste' })),
  'connectors.reserve_webhook_secret': done((x) => ({ p_conector: x.conector })),
  'access.revoke_token': told((x) => ({ p_id: x.token, p_ator: 'teste' })),
  'connectors.save_client_secret': told((x) => ({
    p_conector: x.conector,
    p_valor_enc: 'x',
    p_ator: 'teste',
  })),
  'tenants.save_tenant': told((x) => ({
    p_id: x.tenant,
    p_nome: 'Loja',
    p_endereco: null,
    p_horario: null,
    p_meio_aviso: null,
    p_ator: 'teste',
    p_visto: '2020-01-01',
  })),
  'connectors.set_connector_checks': told((x) => ({
    p_conector: x.conector,
    p_exige: '{HMAC}',
    p_ip_modo: 'DESLIGADA',
    p_ip_lista: '{}',
    p_lock_version: null,
    p_ator: 'teste',
  })),
  'tenants.set_foreign_logistics': told((x) => ({
    p_tenant: x.tenant,
    p_logisticas: '{fulfillment}',
    p_ator: 'teste',
  })),
  'access.set_operator_password': told((x) => ({
    p_login: x.login,
    p_senha_hash: 'scrypt$x',
    p_ator: 'teste',
  })),
  'connectors.switch_connector': told((x) => ({ p_conector: x.conector, p_ativo: false, ...ato })),
  'tenants.switch_document': told((x) => ({ p_tenant: x.tenant, p_pede: true, p_ator: 'teste' })),
  'tenants.switch_flag': done((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_ligado: true,
    p_ator: 'teste',
  })),
  'tenants.switch_pack_notice': told((x) => ({
    p_tenant: x.tenant,
    p_um_so: true,
    p_ator: 'teste',
  })),
  'access.update_operator': told((x) => ({
    p_id: x.operador,
    p_nome: 'Outro',
    p_papel: 'leitor',
    p_tenants: `{${x.tenant}}`,
    p_ativo: true,
    p_lock_version: 0,
    p_ator: 'teste',
  })),
  'connectors.would_be_refused': {
    com: (x) =>
      [null, '{}', '{203.0.113.7}'].map((p_ip_lista) => ({ p_conector: x.conector, p_ip_lista })),
  },
  'processing.import_sku_mappings': told((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_linhas: linhas,
    p_simular: true,
    p_ator: 'teste',
  })),
  'processing.import_status_mappings': told((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_linhas: linhasDeStatus,
    p_simular: true,
    p_ator: 'teste',
  })),
  'processing.mapping_impact': {
    com: (x) =>
      (
        [
          [x.tenant, 'SKU', 'SEM-MAPA'],
          [x.tenant, 'STATUS', 'novo'],
          [null, 'STATUS', 'novo'],
        ] as const
      ).map(([p_tenant, p_tipo, p_chave]) => ({ p_tenant, p_canal: 'ML', p_tipo, p_chave })),
  },
  'processing.remove_sku_mapping': told((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_externo: 'ABC-1',
    ...ato,
  })),
  'processing.remove_status_mapping': told((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_externo: 'ready_to_ship',
    ...ato,
  })),
  'processing.save_sku_mapping': done((x) => ({
    p_tenant: x.tenant,
    p_canal: 'ML',
    p_externo: 'SEM-MAPA',
    p_interno: 'INT-9',
    p_ator: 'teste',
  })),
  'processing.save_status_mapping': {
    nova: true,
    com: (x) =>
      [x.tenant, null].map((p_tenant) => ({
        p_tenant,
        p_canal: 'ML',
        p_externo: 'novo',
        p_interno: 'PRONTO',
        p_terminal: false,
        p_ator: 'teste',
      })),
  },
}
