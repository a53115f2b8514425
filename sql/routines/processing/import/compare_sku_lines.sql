-- processing.compare_sku_lines(p_tenant, p_canal, p_linhas)
--   What importing these lines would do, one by one. p_linhas: [{linha, externo, interno}], linha the number of the line
--   in its file. Keys are compared as processing.external_key spells them.
--   Returns      [{linha, externo, de, para, situacao: NOVO, MUDA, IGUAL or ERRO, erro}], in their order
--   Reads        hub.mapeamento_sku
--   Concurrency  none
create or replace function processing.compare_sku_lines(p_tenant bigint, p_canal text, p_linhas jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with linha as materialized (
    select
      l.n,
      coalesce(l.linha, l.n) as linha,
      k.externo,
      processing.external_key(l.interno) as interno,
      first_value(coalesce(l.linha, l.n)) over (partition by k.externo order by l.n) as primeira
    from rows from (
      jsonb_to_recordset(p_linhas) as (linha bigint, externo text, interno text)
    ) with ordinality as l (linha, externo, interno, n)
    cross join lateral (values (processing.external_key(l.externo))) as k (externo)
  ),
  vista as (
    select
      linha.*,
      m.id is not null as existe,
      m.sku_interno as de,
      case
        when nullif(linha.externo, '') is null or nullif(linha.interno, '') is null
          then 'informe o SKU externo e o interno'
        when length(linha.externo) > 200 then 'o SKU externo tem no máximo 200 caracteres'
        when length(linha.interno) > 200 then 'o SKU interno tem no máximo 200 caracteres'
        when linha.linha <> linha.primeira then format('repetido: já está na linha %s', linha.primeira)
      end as erro
    from linha
    left join hub.mapeamento_sku as m
      on m.canal = p_canal
      and m.sku_externo = linha.externo
      and m.tenant_id = p_tenant
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'linha', vista.linha,
        'externo', vista.externo,
        'de', vista.de,
        'para', vista.interno,
        'situacao', case
          when vista.erro is not null then 'ERRO'
          when not vista.existe then 'NOVO'
          when vista.de = vista.interno then 'IGUAL'
          else 'MUDA'
        end,
        'erro', vista.erro
      )
      order by vista.n
    ),
    '[]'
  )
  from vista
$$;
