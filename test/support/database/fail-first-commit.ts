/** Makes the first commit of a new sign-in session (hub.operador_sessao) fail with 40001. Later commits succeed. */
import type { SqlClient } from './sql-client.ts'

export async function failFirstCommit(client: SqlClient): Promise<void> {
  await client.rows(`
    create sequence public.tentativa;
    grant usage on sequence public.tentativa to public;
    create function public.perdeu() returns trigger language plpgsql as $$
    begin
      if nextval('public.tentativa') = 1 then
        raise exception 'perdeu' using errcode = '40001';
      end if;
      return null;
    end $$;
    create constraint trigger perdeu after insert on hub.operador_sessao
    deferrable initially deferred for each row execute function public.perdeu()`)
}
