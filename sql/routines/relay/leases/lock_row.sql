-- relay.lock_row(p_id)
--   Locks a row of the outbox, with the event or the notice that it carries, for an act of a person.
--   Returns      the row; null if it is finished
--   Errors       HB409 a step has it right now
--   Reads        hub.integracao_outbox, hub.integracao_evento, hub.notificacao
--   Concurrency  of an event, locks the event first and then its row, for which it does not wait: a step locks them the other way
--                round. Of a notice it locks the row first, as everybody does
create or replace function relay.lock_row(p_id bigint)
returns hub.integracao_outbox
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row hub.integracao_outbox;
begin
  perform from hub.integracao_evento as e where e.id = p_id for update;
  if found then
    select * into v_row from hub.integracao_outbox as o where o.id = p_id for update skip locked;
    if not found and exists (select from hub.integracao_outbox as o where o.id = p_id) then
      raise exception 'a linha está sendo tratada agora; tente de novo em instantes' using errcode = 'HB409', hint = 'de novo';
    end if;
  else
    select * into v_row from hub.integracao_outbox as o where o.id = p_id for update;
    perform from hub.notificacao as n where n.id = p_id for update;
  end if;
  return v_row;
end
$$;
