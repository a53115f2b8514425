-- The comments of four tables, in the words that the rest of the hub uses.

comment on table integracao_recusa is
  'Requests that the ingress refused, counted by minute and reason; never with their body. tenant_id only where such a tenant exists.';
comment on table medida_resposta is
  'How long the ingress took to answer webhooks, by minute and hour. Of the whole hub: a request need not be any tenant''s.';
comment on table operador is
  'A person who uses the panel. Never deleted, because the audit speaks of them: deactivated.';
comment on table operador_sessao is
  'Sessions of the panel. One is live until it is ended, idle for 30 minutes, or 12 hours old.';
