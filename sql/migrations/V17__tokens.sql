-- A token ends by itself, and tells when it was last of use.

alter table api_token add column expira_em timestamptz;
alter table api_token add column usado_em timestamptz;
comment on column api_token.expira_em is 'From then on it opens nothing; null: it never ends by itself.';
comment on column api_token.usado_em is 'When a request last brought it, to the minute; null: never yet.';
