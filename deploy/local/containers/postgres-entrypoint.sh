#!/bin/sh
# PostgreSQL in a container: makes its data on the first start, then becomes the server.
set -eu
data=/data/postgres
if [ ! -f "$data/PG_VERSION" ]; then
    echo "$POSTGRES_PASSWORD" >/tmp/password
    /opt/postgres/bin/initdb -D "$data" -U postgres -E UTF8 --locale=C --pwfile=/tmp/password -A scram-sha-256 --no-sync
    echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
fi
exec /opt/postgres/bin/postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories= -c max_connections=200 -c fsync=off
