-- What hub_service may call of tenants; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema tenants to hub_service;

grant execute on function
  tenants.save_tenant,
  tenants.set_foreign_logistics,
  tenants.switch_document,
  tenants.switch_flag,
  tenants.switch_pack_notice
to hub_service;
