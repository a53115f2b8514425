-- What hub_service may call of access; all else here is called by other routines. Applied after sql/grants.sql.

grant usage on schema access to hub_service;

grant execute on function
  access.confirm_session,
  access.create_operator,
  access.create_token,
  access.end_session,
  access.end_sessions,
  access.find_operator,
  access.find_session,
  access.find_token,
  access.forget_sessions,
  access.link_operator,
  access.live_sessions,
  access.login_wait,
  access.note_login_failure,
  access.note_token_use,
  access.open_session,
  access.revoke_token,
  access.session_owner,
  access.set_operator_password,
  access.set_operator_sub,
  access.update_operator
to hub_service;
