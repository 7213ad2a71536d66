#!/bin/sh
# Makes Elasticsearch ready for Tocsin: Kibana's password, roles, API keys, index templates. Every run brings roles, and
# what the keys may do, to what the files say, and says what was different; all else that is there stays. Needs a POSIX
# shell, curl and sed; prints no secret.
#
#   setup.sh [STEP ...]    kibana-password, roles, keys, templates; all of them without a step
set -eu
umask 077

elasticsearch=${ELASTICSEARCH_URL:-http://elasticsearch:9200}
secrets=${TOCSIN_SECRETS:-/secrets}
objects=${TOCSIN_INDEX_TEMPLATES:-/index-templates}
patience=${TOCSIN_SETUP_PATIENCE:-180}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
give_up() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Who asks, as a file for curl: an argument would be seen by everybody who lists processes.
as_user() { printf 'user = "%s:%s"\n' "$1" "$(cat "$2")" >"$work/$3"; }
as_key() { printf 'header = "Authorization: ApiKey %s"\n' "$(cat "$1")" >"$work/$2"; }

# ask WHO METHOD PATH [BODY]: $status is the answer's, 000 if there is none; its text is in $work/answer.
ask() {
  : >"$work/answer"
  if [ $# -gt 3 ]; then
    printf '%s' "$4" >"$work/body"
    set -- "$1" "$2" "$3" --header 'Content-Type: application/json' --data-binary "@$work/body"
  fi
  who=$1 method=$2 path=$3
  shift 3
  status=$(curl --disable --silent --max-time 60 --config "$work/$who" --request "$method" "$@" \
    --output "$work/answer" --write-out '%{http_code}' "$elasticsearch$path") || status=000
}

# must WHAT: the last answer has to be a success. The answer to a secret is a secret, so none is shown.
must() {
  case $status in
    2??) ;;
    *) give_up "Elasticsearch answered $status for $1" ;;
  esac
}

wait_for_elasticsearch() {
  as_user "${ELASTICSEARCH_USERNAME:-elastic}" "$secrets/elasticsearch/elastic-password" administrator
  waited=0
  while :; do
    ask administrator GET '/_cluster/health?wait_for_status=yellow&timeout=5s'
    case $status in
      200) return ;;
      401) give_up "Elasticsearch does not know the password in $secrets/elasticsearch: its data and the secrets are" \
        "not of the same age. Without data to keep, 'docker compose down --volumes' removes both." ;;
    esac
    [ "$waited" -lt "$patience" ] || give_up "Elasticsearch is not ready after $patience s (last answer: $status)"
    sleep 2
    waited=$((waited + 2))
  done
}

kibana_password() {
  as_user kibana_system "$secrets/kibana/kibana-system-password" kibana
  ask kibana GET /_security/_authenticate
  if [ "$status" = 200 ]; then
    say "kibana_system has its password"
    return
  fi
  ask administrator POST /_security/user/kibana_system/_password \
    "{\"password\":\"$(cat "$secrets/kibana/kibana-system-password")\"}"
  must "the password of kibana_system"
  say "kibana_system has a password now"
}

# A role that people have changed is put back, and the log keeps what it was. Before and after are compared as
# Elasticsearch shows them, which is not how the files write them.
roles() {
  for file in "$objects"/roles/*.json; do
    name=$(basename "$file" .json)
    ask administrator GET "/_security/role/$name"
    before=$status was=$(cat "$work/answer")
    ask administrator PUT "/_security/role/$name" "$(cat "$file")"
    must "the role $name"
    ask administrator GET "/_security/role/$name"
    must "the role $name"
    if [ "$before" = 200 ] && [ "$(cat "$work/answer")" != "$was" ]; then
      say "the role $name is now as its file says; it was $was"
    fi
  done
  say "roles are there"
}

# key ROLE FILE: an API key that may do what the role may and no more, for the service that reads the folder of FILE.
key() {
  file=$secrets/$2
  descriptor="{\"$1\":$(cat "$objects/roles/$1.json")}"
  if [ -s "$file" ]; then
    as_key "$file" service
    ask service GET /_security/_authenticate
    if [ "$status" = 200 ]; then
      id=$(sed -n 's/.*"api_key" *: *{[^}]*"id" *: *"\([^"]*\)".*/\1/p' "$work/answer")
      [ -n "$id" ] || give_up "Elasticsearch did not say the id of the API key of $1"
      # What its role may do is written into a key when it is made: this brings it to what the file says today.
      ask administrator PUT "/_security/api_key/$id" "{\"role_descriptors\":$descriptor}"
      must "the rights of the API key of $1"
      if grep -q '"updated" *: *true' "$work/answer"; then
        say "the API key of $1 may now do what its role's file says"
      fi
      say "the API key of $1 is there"
      return
    fi
    [ "$status" = 401 ] || give_up "Elasticsearch answered $status to the API key of $1"
  fi
  # A run that was ended between the answer and the file has left a key that nobody has, and that is valid for ever.
  # A living key of another secrets folder goes with it: one Elasticsearch has one, see docker/RATIONALE.md.
  ask administrator DELETE /_security/api_key "{\"name\":\"$1\",\"owner\":true}"
  must "the invalidation of old API keys of $1"
  grep -q '"error_count" *: *0' "$work/answer" || give_up "Elasticsearch could not invalidate the old API keys of $1"
  if grep -q '"invalidated_api_keys" *: *\[ *"' "$work/answer"; then
    say "invalidated what stood under the name $1: no file holds it"
  fi
  ask administrator POST /_security/api_key \
    "{\"name\":\"$1\",\"role_descriptors\":$descriptor,\"metadata\":{\"managed_by\":\"tocsin\"}}"
  must "an API key for $1"
  sed -n 's/.*"encoded" *: *"\([^"]*\)".*/\1/p' "$work/answer" >"$file.new"
  [ -s "$file.new" ] || give_up "Elasticsearch made an API key for $1 and did not say which"
  [ "$(id -u)" != 0 ] || chown "${TOCSIN_UID:-10001:10001}" "$file.new"
  chmod 600 "$file.new"
  mv "$file.new" "$file"
  say "made an API key for $1"
}

keys() {
  key tocsin-ingest ingest/elasticsearch-api-key
  key tocsin-engine engine/elasticsearch-api-key
  # What rules refer to in Kibana is read by a key of its own: that of the engine may do nothing there.
  key tocsin-kibana engine/kibana-api-key
}

# As ./tocsin templates install does it: creates, upgrades, never downgrades, never replaces what is not Tocsin's.
template() {
  file=$1
  path=/$2
  ours=$(sed -n 's/^  "version": \([0-9]*\).*/\1/p' "$file")
  ask administrator GET "$path?filter_path=*.*.version,*.*._meta.managed_by"
  if [ "$status" = 404 ]; then
    ask administrator PUT "$path?create=true" "$(cat "$file")"
    must "$path"
    say "installed $2, version $ours"
    return
  fi
  must "$path"
  grep -q '"managed_by" *: *"tocsin"' "$work/answer" ||
    give_up "$2 exists and is not Tocsin's: rename or delete it, then run this again"
  theirs=$(sed -n 's/.*"version" *: *\([0-9]*\).*/\1/p' "$work/answer")
  if [ "${theirs:-0}" -lt "$ours" ]; then
    ask administrator PUT "$path" "$(cat "$file")"
    must "$path"
    say "upgraded $2 to version $ours"
  fi
}

templates() {
  for kind in _component_template _index_template; do
    for file in "$objects/$kind"/*.json; do
      template "$file" "$kind/$(basename "$file" .json)"
    done
  done
  say "index templates are there"
}

wait_for_elasticsearch
[ $# -gt 0 ] || set -- kibana-password roles keys templates
for step in "$@"; do
  case $step in
    kibana-password) kibana_password ;;
    roles) roles ;;
    keys) keys ;;
    templates) templates ;;
    *) give_up "unknown step $step" ;;
  esac
done
