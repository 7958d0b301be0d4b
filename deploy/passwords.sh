#!/bin/sh
# For the database container: gives the two roles of roles.sql their passwords, once.
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$OWNER_PASSWORD" -v web="$WEB_PASSWORD" -U postgres -d cicc <<'SQL'
ALTER ROLE cicc_owner PASSWORD :'owner';
ALTER ROLE cicc_web PASSWORD :'web';
SQL
