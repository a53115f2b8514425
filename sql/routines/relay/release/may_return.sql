-- relay.may_return(p_devolucoes, p_devolvido_em, p_agora)
--   Says whether a dead fetch request that is found again goes back to the queue: the first time at once, then 10 min after its
--   last return, doubled each time up to 6 h. p_devolucoes, p_devolvido_em: the row's; null: it was never returned.
--   Inlined      a plain expression, without a search_path of its own, so that the planner can put it in place
--   Reads        nothing
--   Concurrency  none
create or replace function relay.may_return(p_devolucoes int, p_devolvido_em timestamptz, p_agora timestamptz)
returns boolean
language sql
stable
as $$
  select p_devolvido_em is null
    or p_agora >= p_devolvido_em + least(
      interval '10 minutes' * pg_catalog.power(2, least(p_devolucoes, 10) - 1), interval '6 hours'
    )
$$;
