-- audit.require_reason(p_motivo, p_de_que)
--   Stops where a person gives no reason for an act that needs one. p_de_que ends the sentence, such as 'do descarte'.
--   Errors       HB422 the reason is null or blank
--   Reads        nothing
--   Concurrency  none
create or replace function audit.require_reason(p_motivo text, p_de_que text default null)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if nullif(btrim(p_motivo), '') is null then
    raise exception '%', concat_ws(' ', 'informe o motivo', p_de_que) using errcode = 'HB422';
  end if;
end
$$;
