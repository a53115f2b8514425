-- audit.mask_number(p_achado)
--   Masks what audit.mask_text found where it is a CPF, a CNPJ or a Brazilian telephone, and leaves anything else as it is: an id
--   stays only if it can be none of these. src/core/text/mask.ts does the same.
--   Reads        nothing
--   Concurrency  none
create or replace function audit.mask_number(p_achado text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_plain constant text := regexp_replace(p_achado, '[^0-9A-Za-z]', '', 'g');
  v_digits constant text := regexp_replace(p_achado, '\D', '', 'g');
  v_cpf constant text := '***.***.***-' || right(v_digits, 2);
  v_cnpj constant text := '**.***.***/****-' || right(v_digits, 2);
  v_phone text[];
begin
  if v_plain ~* '^[0-9a-f]{32,}$' then
    return p_achado;
  end if;
  if p_achado ~ '/' and p_achado ~ '\.' then
    return case
      when v_plain ~ '^[0-9A-Za-z]{12}\d{2}$' then v_cnpj
      when v_plain ~ '^\d{11}$' then v_cpf
      else '***'
    end;
  end if;
  if length(v_digits) = 14 then
    return case when audit.has_check_digits(v_digits, '{6,5,4,3,2,9,8,7,6,5,4,3,2}') then v_cnpj else p_achado end;
  end if;
  if p_achado ~ '^\d{3}\.\d{3}\.\d{3}-\d{2}$'
    or (length(v_digits) = 11 and audit.has_check_digits(v_digits, '{11,10,9,8,7,6,5,4,3,2}')) then
    return v_cpf;
  end if;
  if p_achado !~ '^\+' and p_achado !~ '^9\d{4}-\d{4}$' then
    -- Ten digits alone are a time in seconds or an id more often than a land line.
    if v_digits !~ '^(55)?[1-9]{2}(9\d{8}|[2-5]\d{7})$' or p_achado ~ '^\d{10}$' then
      return p_achado;
    end if;
  end if;
  v_phone := regexp_match(v_digits, '^(55)?([1-9]{2})(\d{4,5})(\d{4})$');
  if v_phone is null or p_achado ~ '^\+(?!55)' then
    return case when length(v_digits) < 8 then '***' else '***-' || right(v_digits, 4) end;
  end if;
  return case when v_phone[1] is null then '' else '+55 ' end || v_phone[2] || ' ' || repeat('*', length(v_phone[3]))
    || '-' || v_phone[4];
end
$$;
