-- What hub_service may call of processing; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema processing to hub_service;

grant execute on function
  processing.import_sku_mappings,
  processing.import_status_mappings,
  processing.is_elsewhere,
  processing.map_status,
  processing.mapping_impact,
  processing.pick_up,
  processing.register_value,
  processing.remove_sku_mapping,
  processing.remove_status_mapping,
  processing.save_sku_mapping,
  processing.save_status_mapping,
  processing.undo_pick_up
to hub_service;
