-- audit.mask_text(p_texto)
--   Masks CPFs, CNPJs, Brazilian telephones and e-mail addresses in what a person has typed, such as a reason. The audit keeps it for
--   ever, and nobody looks for personal data there. src/core/text/mask.ts does the same to logs.
--   Reads        nothing
--   Concurrency  none
create or replace function audit.mask_text(p_texto text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_number constant text := concat_ws(
    '|',
    -- Known not to be a person's: UUIDs, digests, and ids in a marketplace's path.
    '(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])',
    '(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9a-z])',
    '(?<=/orders/|/packs/|/shipments/|/users/|/items/)\d+',
    -- Possibly a person's: audit.mask_number decides.
    '(?<![0-9a-z])[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/[0-9a-z]{4}-\d{2}(?!\d)',
    '(?<!\d)\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}(?!\d)',
    '(?<!\d)\d{3}[. ]?\d{3}[. ]?\d{3}[-/. ]?\d{2}(?!\d)',
    '\+\d[\d ().-]{6,18}\d(?!\d)',
    '(?<!\d)(?:55[ .-]?)?\(?[1-9]{2}\)?[ .-]?(?:9[ .-]?\d{4}|[2-5]\d{3})[ .-]?\d{4}(?!\d)',
    '(?<!\d)9\d{4}-\d{4}(?!\d)'
  );
  v_text constant text := regexp_replace(
    p_texto,
    '(?<![[:alnum:]._%+''-])([[:alnum:]._%+''-])[[:alnum:]._%+''-]*@([[:alnum:]-])[[:alnum:]-]*((?:\.[[:alnum:]-]+)+)',
    '\1***@\2***\3', 'g'
  );
  v_masked text := '';
  v_from int := 1;
  v_at int;
  v_end int;
  v_found text;
begin
  if p_texto is null then
    return null;
  end if;
  loop
    v_at := regexp_instr(v_text, v_number, v_from, 1, 0, 'i');
    exit when v_at = 0;
    v_end := regexp_instr(v_text, v_number, v_from, 1, 1, 'i');
    v_found := substr(v_text, v_at, v_end - v_at);
    v_masked := v_masked || substr(v_text, v_from, v_at - v_from)
      || case when substr(v_text, 1, v_at - 1) ~ '/(orders|packs|shipments|users|items)/$' then v_found
           else audit.mask_number(v_found) end;
    v_from := v_end;
  end loop;
  return v_masked || substr(v_text, v_from);
end
$$;
