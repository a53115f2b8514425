-- The shape in which processing.fold_events hands orders on. It is not that of hub.pedido: a column that somebody adds there must
-- not stop the processing.
create type processing.pedido_dobrado as (
  tenant_id bigint,
  canal text,
  external_id text,
  updated_at timestamptz,
  ultimo_evento_id bigint,
  mudou smallint,
  reg_nome text collate "C",
  reg_doc text collate "C",
  reg_telefone text collate "C",
  reg_itens text collate "C",
  reg_peso text collate "C",
  reg_dimensoes text collate "C",
  reg_etiqueta text collate "C",
  reg_status text collate "C",
  reg_status_pedido text collate "C",
  reg_status_envio text collate "C",
  destinatario_nome text,
  destinatario_doc text,
  destinatario_telefone text
);
