-- connectors.networks_of(p_redes)
--   Reads texts as networks: addresses and CIDRs, each once, in order. It leaves out blank ones.
--   Returns      the networks; the bits of an address beyond its mask are dropped
--   Errors       HB422 a text that is no network or allows everybody, or an IPv4 address written as IPv6 (named by its place in
--                the list, never by what it holds); more than 64
--   Reads        nothing
--   Concurrency  none
create or replace function connectors.networks_of(p_redes text[])
returns cidr[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_networks cidr[] := '{}';
  v_network inet;
begin
  for i in 1 .. coalesce(cardinality(p_redes), 0) loop
    continue when btrim(p_redes[i]) = '';
    begin
      v_network := btrim(p_redes[i])::inet;
    exception when data_exception then
      raise exception 'a linha % da lista de endereços não é um IP nem uma rede CIDR, como 10.0.0.0/8', i using errcode = 'HB422';
    end;
    if masklen(v_network) = 0 then
      raise exception 'a linha % da lista de endereços vale para todos: desligue a lista em vez disso', i using errcode = 'HB422';
    end if;
    if v_network <<= inet '::ffff:0:0/96' then
      raise exception 'a linha % da lista de endereços é um IPv4 escrito como IPv6: escreva-o como IPv4', i using errcode = 'HB422';
    end if;
    v_networks := v_networks || network(v_network);
  end loop;
  v_networks := array(select distinct r from unnest(v_networks) as r order by r);
  if cardinality(v_networks) > 64 then
    raise exception 'a lista de endereços aceita até 64 redes' using errcode = 'HB422';
  end if;
  return v_networks;
end
$$;
