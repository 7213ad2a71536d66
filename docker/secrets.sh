#!/bin/sh
# Writes a random value for every secret that is not there yet; prints none. Runs before everything else, as root: each
# secret lies in a volume of the service that reads it, and belongs to the user that this service runs as.
set -eu
umask 077

secrets=${TOCSIN_SECRETS:-/secrets}

random() { head -c 256 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c 1-40 | head -n 1; }

# keep FILE OWNER: what comes in becomes the file, in one step; only root can give a file away.
keep() {
  cat >"$1.new"
  [ "$(id -u)" != 0 ] || chown "$2" "$1.new"
  chmod 600 "$1.new"
  mv "$1.new" "$1"
}

# secret FILE OWNER: a random value, unless there is one.
secret() { [ -s "$secrets/$1" ] || random | keep "$secrets/$1" "$2"; }

# As they are in the images of Elasticsearch and Kibana, PostgreSQL and Tocsin.
elastic=1000:0
postgres=999:999
tocsin=10001:10001

secret elasticsearch/elastic-password $elastic
secret kibana/kibana-system-password $elastic
secret postgres/password $postgres
secret ingest/token $tocsin
secret engine/token $tocsin

if [ ! -s "$secrets/engine/db-password" ]; then
  keep "$secrets/engine/db-password" $tocsin <"$secrets/postgres/password"
fi

# Kibana reads secrets from its configuration only. Without the encryption keys it would make new ones at each start and
# could not read what it has saved.
if [ ! -s "$secrets/kibana/kibana.yml" ]; then
  keep "$secrets/kibana/kibana.yml" $elastic <<END
server.host: "0.0.0.0"
server.shutdownTimeout: "5s"
elasticsearch.hosts: ["http://elasticsearch:9200"]
elasticsearch.username: "kibana_system"
elasticsearch.password: "$(cat "$secrets/kibana/kibana-system-password")"
xpack.security.encryptionKey: "$(random)"
xpack.encryptedSavedObjects.encryptionKey: "$(random)"
xpack.reporting.encryptionKey: "$(random)"
telemetry.optIn: false
END
fi
echo "secrets are there"
