-- processing.external_key(p_texto)
--   The one spelling of a SKU or an external status: composed (NFC), every blank a plain space, none at its ends,
--   nothing invisible. Letters and their case stay as they are. src/core/text/external-key.ts is its twin: events are
--   spelled there, mappings here.
--   Reads        nothing
--   Concurrency  none
create or replace function processing.external_key(p_texto text)
returns text
language sql
immutable
strict
parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select btrim(
    translate(
      normalize(p_texto, nfc),
      U&'\0009\000A\000B\000C\000D\0085\00A0\1680\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000',
      repeat(' ', 22)
    ),
    U&' \200B\200C\200D\2060\FEFF'
  )
$$;
