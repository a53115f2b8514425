-- notifications.destination(p_meio, p_telefone)
--   Says where a notice of this kind goes. SMS and WHATSAPP go to the recipient's telephone, if it is one (a marketplace may send it
--   masked, or an e-mail in its place). EMAIL goes nowhere: the hub keeps no e-mail address.
--   Returns      destino; or null, and falta: what is missing, for people
--   Reads        nothing
--   Concurrency  none
create or replace function notifications.destination(p_meio text, p_telefone text, out destino text, out falta text)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when f.falta is null then btrim(p_telefone) end,
    f.falta
  from (
    select case
      when p_meio = 'EMAIL' then
        'o pedido não tem e-mail do destinatário: o hub guarda só nome, documento e telefone; avise esta loja por SMS ou WHATSAPP'
      when coalesce(btrim(p_telefone), '') = '' then 'o pedido não tem telefone do destinatário'
      when p_telefone ~ '[@*]|[xX]{2}' or length(regexp_replace(p_telefone, '[^0-9]', '', 'g')) not between 8 and 15 then
        'o telefone do destinatário não serve: veio mascarado, incompleto ou não é um telefone'
    end as falta
  ) as f
$$;
