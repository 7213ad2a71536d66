#!/bin/sh
# Imports the dashboards with the script that people use too, as the administrator whose password Compose made.
set -eu
KIBANA_USERNAME=elastic
KIBANA_PASSWORD=$(cat "${TOCSIN_SECRETS:-/secrets}/elasticsearch/elastic-password")
export KIBANA_USERNAME KIBANA_PASSWORD
exec /bin/sh "${TOCSIN_KIBANA:-/kibana}/import.sh"
