-- audit.has_check_digits(p_digitos, p_pesos)
--   Whether a CPF's or CNPJ's last two digits are those that its others give: each the weighted sum modulo 11 of what
--   stands before it. p_pesos: of the last digit; the one before it uses all but the first.
--   Reads        nothing
--   Concurrency  none
create or replace function audit.has_check_digits(p_digitos text, p_pesos int[])
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select bool_and(
    substr(p_digitos, fim + 1, 1)::int = case when soma.resto < 2 then 0 else 11 - soma.resto end
  )
  from unnest(array[length(p_digitos) - 2, length(p_digitos) - 1]) as fim
  cross join lateral (
    select sum(substr(p_digitos, n, 1)::int * p_pesos[cardinality(p_pesos) - fim + n])::int % 11 as resto
    from generate_series(1, fim) as n
  ) as soma
$$;
