-- What each append wrote and nobody read.

-- Neither statement reads the table, so both take a moment however many events there are: dropping waits for who uses the
-- table, and locks it until this commit.

-- Lists and counts find days by ids (search.first_event_since), and a tenant's events by integracao_evento_tenant_idx.
drop index ix_evento_tenant_canal;

-- The index was made with a summary of its first 64 pages. While those fill, each append wrote that summary again, 2 kB.
-- Without it they are read as they are, like every stretch that is not full; vacuum makes it again once it is.
select brin_desummarize_range('integracao_evento_busca_idx', 0);
