/** The fields of forms and their values, in the words of their screens. */

/** Fields that a person neither types nor chooses. */
const UNSEEN = new Set([
  'de_quem',
  'chave',
  'lock_version',
  'versao',
  'visto',
  'resumo',
  'volta',
  'filtro',
])

const NAMES: Readonly<Record<string, string>> = {
  acao: 'Ato',
  alcance: 'Alcance',
  application_id: 'application_id',
  arquivo: 'Arquivo CSV',
  ate: 'Até',
  ativo: 'Pode entrar',
  ator: 'Quem',
  aviso_por_pacote: 'Um aviso por pacote',
  canal: 'Canal',
  carencia: 'O de agora ainda vale por',
  client_id: 'client_id',
  como: 'Como',
  de: 'De',
  destino: 'Destino',
  digitado: 'Quantidade digitada',
  endereco: 'Endereço',
  enviada: 'O aviso foi enviado?',
  exige_hmac: 'Exige a assinatura',
  exige_segredo: 'Exige o segredo compartilhado',
  exige_tempo: 'Exige a hora na assinatura',
  externo: 'Externo',
  forcar: 'Aplicar de novo o que já foi aplicado',
  horario: 'Horário de retirada',
  id: 'Número',
  interno: 'No hub',
  ip_lista: 'Endereços aceitos',
  ip_modo: 'Verificação do endereço',
  ligar: 'Ligar',
  linhas: 'Linhas',
  login: 'Login',
  logisticas_fora: 'Logísticas que não são do hub',
  lojas: 'Lojas',
  meio_aviso: 'Meio do aviso',
  motivo: 'Motivo',
  nome: 'Nome',
  objeto: 'Objeto',
  papel: 'Papel',
  pede_documento: 'Pede o documento do comprador',
  retirado_por: 'Quem está retirando',
  ritmo: 'Ritmo por segundo',
  senha_atual: 'Senha de agora',
  senha_nova: 'Senha nova',
  senha_repetida: 'Senha nova, outra vez',
  status: 'Status',
  sua_senha: 'Sua senha',
  tenant: 'Loja',
  terminal: 'Terminal',
  texto: 'Linhas coladas',
  tipo: 'Tipo',
  todas: 'Em todas as lojas',
  user_id: 'user_id',
  validade: 'Validade',
  valor: 'Segredo',
}

const VALUES: Readonly<Record<string, string>> = {
  sim: 'sim',
  nao: 'não',
  TITULAR: 'o titular do pedido',
  AUTORIZADO: 'uma pessoa autorizada',
  todas: 'todas',
  escolhidas: 'só as escolhidas',
  colar: 'colado',
  gerar: 'gerado aqui',
  '24 hours': '24 horas',
  '1 hour': '1 hora',
  '7 days': '7 dias',
  '0': 'nem um instante',
}

/** Long texts are cut after this many characters. */
const SHOWN_MAX = 300

export function fieldName(name: string): string {
  return Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name.replaceAll('_', ' ')
}

/** Null for a field that nobody filled in. */
export function fieldText(name: string, value: string): string | null {
  if (UNSEEN.has(name) || value === '') return null
  const text = Object.hasOwn(VALUES, value) && name !== 'motivo' ? (VALUES[value] ?? value) : value
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}

/** Whether the field has a name here. A test checks the fields of every form. */
export function isKnownField(name: string): boolean {
  return UNSEEN.has(name) || Object.hasOwn(NAMES, name)
}
