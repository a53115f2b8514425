-- processing.compare_status_lines(p_tenant, p_canal, p_linhas)
--   What importing these lines would do, one by one. p_linhas: [{linha, externo, interno, terminal}], linha the number
--   of the line in its file. Keys are compared as processing.external_key spells them.
--   Returns      [{linha, externo, de, para, deTerminal, terminal, situacao: NOVO, MUDA, IGUAL or ERRO, erro}], in their order
--   Reads        hub.mapeamento_status
--   Concurrency  none
create or replace function processing.compare_status_lines(p_tenant bigint, p_canal text, p_linhas jsonb)
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
      l.interno,
      coalesce(l.terminal, false) as terminal,
      first_value(coalesce(l.linha, l.n)) over (partition by k.externo order by l.n) as primeira
    from rows from (
      jsonb_to_recordset(p_linhas) as (linha bigint, externo text, interno text, terminal boolean)
    ) with ordinality as l (linha, externo, interno, terminal, n)
    cross join lateral (values (processing.external_key(l.externo))) as k (externo)
  ),
  vista as (
    select
      linha.*,
      m.id is not null as existe,
      m.status_interno as de,
      m.terminal as de_terminal,
      case
        when nullif(linha.externo, '') is null then 'informe o status externo'
        when linha.interno is null or linha.interno not in ('RECEBIDO', 'PRONTO', 'RETIRADO', 'CANCELADO')
          then 'o status interno deve ser RECEBIDO, PRONTO, RETIRADO ou CANCELADO'
        when length(linha.externo) > 200 then 'o status externo tem no máximo 200 caracteres'
        when linha.linha <> linha.primeira then format('repetido: já está na linha %s', linha.primeira)
      end as erro
    from linha
    left join hub.mapeamento_status as m
      on m.canal = p_canal
      and m.status_externo = linha.externo
      and m.tenant_id is not distinct from p_tenant
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'linha', vista.linha,
        'externo', vista.externo,
        'de', vista.de,
        'deTerminal', vista.de_terminal,
        'terminal', vista.terminal,
        'para', vista.interno,
        'situacao', case
          when vista.erro is not null then 'ERRO'
          when not vista.existe then 'NOVO'
          when vista.de = vista.interno and vista.de_terminal = vista.terminal then 'IGUAL'
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
