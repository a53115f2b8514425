-- audit.has_check_digits(p_digitos, p_pesos)
--   Says whether the last two digits of a CPF or CNPJ are the check digits of the others. Each is a weighted sum modulo 11 of the
--   digits before it. p_pesos: the weights for the last digit; the digit before it uses all but the first weight.
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
