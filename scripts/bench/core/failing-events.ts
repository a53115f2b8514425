/**
 * Makes the events of chosen orders fail in a bench database, for real: a trigger raises where their effect is written.
 */
import type pg from 'pg'

/** How the n-th benchEvent fails. Of each hundred, twenty fail once and one always. Each is its order's only event. */
export function failureOf(n: number): 'postponed once' | 'failed once' | 'always' | undefined {
  if (n % 100 === 1) return 'always'
  if (n % 10 === 0) return 'postponed once'
  if (n % 10 === 5) return 'failed once'
  return undefined
}

/**
 * With `failing` false the trigger is the same, but nothing fails. `postponed once` raises 40001, which spends no
 * attempt; `failed once` and `always` raise errors that spend one. An event has failed once when an attempt of it is
 * recorded: it fails again in each half of a step that is halved to find it.
 */
export async function installFailures(client: pg.Client, failing: boolean): Promise<void> {
  await client.query(`
    create function public.bench_fail() returns trigger language plpgsql security definer set search_path = '' as $$
    declare
      v_n constant int := substr(new.external_id, 8)::int;
    begin
      if ${failing} and v_n % 100 = 1 then
        raise exception 'bench: fails always';
      end if;
      if ${failing} and v_n % 5 = 0 and not exists (
        select from hub.evento_tentativa as t where t.evento_id = new.ultimo_evento_id
      ) then
        raise exception using
          message = 'bench: fails once', errcode = case when v_n % 10 = 0 then '40001' else 'P0001' end;
      end if;
      return new;
    end
    $$;
    create trigger bench_fail before insert on hub.pedido for each row execute function public.bench_fail();
    create table public.bench_wait (
      id bigint, tentativas int, adiamentos int, motivo text, seconds float8, primary key (id, tentativas, adiamentos)
    )`)
}

/** Records the wait that the last failure of each failed row has set. Call it before any of them is due again. */
export async function noteWaits(client: pg.Client): Promise<void> {
  await client.query(`
    insert into public.bench_wait
    select o.id, o.tentativas, o.adiamentos, o.motivo, extract(epoch from o.proxima_tentativa_em - ultima.em)
    from hub.integracao_outbox as o
    cross join lateral (select max(t.em) as em from hub.evento_tentativa as t where t.evento_id = o.id) as ultima
    where o.status = 'AGUARDANDO' and o.proxima_tentativa_em is not null
    on conflict do nothing`)
}
