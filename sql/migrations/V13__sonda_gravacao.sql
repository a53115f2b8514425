-- What a probe of writing writes: see ingress.probe_append.

-- A row fills a page of its own, whatever room the pages before it have (fillfactor), and no vacuum gives their room back:
-- so that each probe takes a new page from the disk, as appends do sooner or later, and a full one is noticed at once.
create table sonda_gravacao (
  em timestamptz not null,
  recheio text not null
) with (fillfactor = 10, autovacuum_enabled = off);
comment on table sonda_gravacao is 'Rows that readiness probes have written to see whether writing works. Emptied at 1 MiB; nobody reads it.';
