-- What hub_service may call of audit; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema audit to hub_service;

grant execute on function
  audit.mask_digits,
  audit.mask_name,
  audit.note_export,
  audit.note_label,
  audit.reveal_payload
to hub_service;
