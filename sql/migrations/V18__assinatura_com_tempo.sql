-- A connector can demand that its signatures carry the time at which they were made.
alter table integracao_conector
  drop constraint integracao_conector_exige_check,
  add constraint integracao_conector_exige_check
    check (exige <@ '{HMAC,HMAC_TEMPO,SEGREDO}' and (exige @> '{HMAC}' or not exige @> '{HMAC_TEMPO}'));
comment on column integracao_conector.exige is 'The proofs that every signed event must bring, all of them: HMAC (X-ML-Signature), HMAC_TEMPO (that signature made with its time, beside HMAC), SEGREDO (X-Webhook-Secret). Empty: its address alone proves it.';
