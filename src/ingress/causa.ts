/** Why a request or an event was refused, as it is counted in ops.recusa and shown in the metrics. A closed set. */
export type Causa =
  | 'SEM_ASSINATURA'
  | 'ASSINATURA_INVALIDA'
  | 'ASSINATURA_EXPIRADA'
  | 'TENANT_DESCONHECIDO'
  | 'TENANT_DIVERGENTE'
  | 'TIPO_DIVERGENTE'
  | 'JSON_INVALIDO'
  | 'CORPO_GRANDE'
  | 'TIPO_DE_CONTEUDO'
  | 'EVENTO_INVALIDO'
  | 'APLICACAO_DIVERGENTE'
  | 'VENDEDOR_DESCONHECIDO'
