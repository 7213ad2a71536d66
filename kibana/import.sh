#!/bin/sh
# Brings Tocsin's data views, searches and dashboards into Kibana 9.0 to 9.5. Needs a POSIX shell and curl.
# ./import.sh --help says how.
set -eu

usage() {
  cat <<'HELP'
Usage: kibana/import.sh [--dry-run] [--force-default] [--wait SECONDS]

Imports tocsin.ndjson into Kibana: the tag, data views, saved queries, searches and dashboards of Tocsin.
What an earlier import made is replaced, nothing else is touched.

  --dry-run        says what would be done and asks Kibana nothing
  --force-default  makes "Tocsin logs" the default data view even if there is another one
  --wait SECONDS   how long to wait until Kibana is available (default 120)
  --help           this text

Environment:
  KIBANA_URL        such as http://127.0.0.1:5601, with the base path if Kibana has one; no user or password in it
  KIBANA_SPACE      the space to import into; without it the default space
  KIBANA_API_KEY    base64 as Kibana shows it, or
  KIBANA_USERNAME   and
  KIBANA_PASSWORD
  KIBANA_CA_FILE    PEM with the CA of Kibana's certificate, if the system does not know it

Exit status: 0 done, 1 Kibana refused or did not answer, 2 called wrongly.
HELP
}

say() { printf '%s\n' "$*"; }
complain() { printf 'import.sh: %s\n' "$*" >&2; }
misused() { complain "$*"; exit 2; }
failed() { complain "$*"; exit 1; }

dry_run= force=false wait_seconds=120
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry_run=yes ;;
    --force-default) force=true ;;
    --wait)
      [ $# -ge 2 ] || misused "--wait needs a number of seconds"
      wait_seconds=$2
      shift ;;
    --help | -h) usage; exit 0 ;;
    *) misused "unknown: $1 (see --help)" ;;
  esac
  shift
done
case $wait_seconds in '' | *[!0-9]*) misused "--wait needs a number of seconds, not $wait_seconds" ;; esac

line_end='
'
[ -n "${KIBANA_URL:-}" ] || misused "KIBANA_URL is not set (see --help)"
case $KIBANA_URL in
  *[[:space:]\"\\\?#]*) misused "KIBANA_URL has a blank, a quote, a backslash, ? or # in it" ;;
  http://*@* | https://*@*) misused "KIBANA_URL has a user or an @ in it, and addresses are shown: use KIBANA_USERNAME and KIBANA_PASSWORD" ;;
  http://?* | https://?*) ;;
  *) misused "KIBANA_URL begins with http:// or https://" ;;
esac
url=$KIBANA_URL
while [ "${url%/}" != "$url" ]; do url=${url%/}; done
base=$url
case ${KIBANA_SPACE:-} in
  '' | default) ;;
  *[!a-z0-9_-]*) misused "KIBANA_SPACE is the space's identifier: lower case letters, digits, _ and -" ;;
  *) base=$url/s/$KIBANA_SPACE ;;
esac

# For curl's configuration: a value between quotes, with what is special there marked.
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }
one_line() { case $2 in *"$line_end"*) misused "$1 has a line break in it" ;; esac; }

who="nobody (no KIBANA_API_KEY, no KIBANA_USERNAME)"
login=
if [ -n "${KIBANA_API_KEY:-}" ]; then
  [ -z "${KIBANA_USERNAME:-}" ] || misused "both KIBANA_API_KEY and KIBANA_USERNAME are set: use one"
  one_line KIBANA_API_KEY "$KIBANA_API_KEY"
  who="an API key"
  login="header = \"Authorization: ApiKey $(quoted "$KIBANA_API_KEY")\""
elif [ -n "${KIBANA_USERNAME:-}" ]; then
  one_line KIBANA_USERNAME "$KIBANA_USERNAME"
  one_line KIBANA_PASSWORD "${KIBANA_PASSWORD:-}"
  case $KIBANA_USERNAME in *:*) misused "KIBANA_USERNAME has a colon in it" ;; esac
  who="user $KIBANA_USERNAME"
  login="user = \"$(quoted "$KIBANA_USERNAME"):$(quoted "${KIBANA_PASSWORD:-}")\""
fi
trust=
if [ -n "${KIBANA_CA_FILE:-}" ]; then
  [ -r "$KIBANA_CA_FILE" ] || misused "KIBANA_CA_FILE cannot be read: $KIBANA_CA_FILE"
  one_line KIBANA_CA_FILE "$KIBANA_CA_FILE"
  case $KIBANA_CA_FILE in /*) ;; *) KIBANA_CA_FILE=$(pwd)/$KIBANA_CA_FILE ;; esac
  trust="cacert = \"$(quoted "$KIBANA_CA_FILE")\""
fi

# The name of the uploaded file has to end in .ndjson, and curl reads some characters of a path as its own.
cd "$(dirname "$0")"
file=tocsin.ndjson
[ -r "$file" ] || failed "$(pwd)/$file is missing"

if [ -n "$dry_run" ]; then
  say "Would import into $base as $who, replacing what an earlier import made:"
  sed -n 's/^{"type":"\([^"]*\)","id":"\([^"]*\)".*/  \1 \2/p' "$file"
  if [ $force = true ]; then
    say "Then \"Tocsin logs\" would become the default data view."
  else
    say "Then \"Tocsin logs\" would become the default data view if there is none."
  fi
  exit 0
fi
command -v curl >/dev/null 2>&1 || failed "curl is missing"

folder=$(mktemp -d "${TMPDIR:-/tmp}/tocsin-kibana.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
answer=$folder/answer

# ask METHOD ADDRESS [curl options]: the status stands in $status, 000 if there was no answer; the body in $answer.
# Who we are goes to curl by its standard input: arguments of a process can be read by everybody on the machine.
ask() {
  method=$1 address=$2
  shift 2
  : >"$answer"
  status=$(printf '%s\n%s\n' "$login" "$trust" \
    | curl -q -K - -sS --proto '=http,https' --connect-timeout 5 --max-time 60 -X "$method" -H 'kbn-xsrf: tocsin' \
      -o "$answer" -w '%{http_code}' "$@" "$address" 2>"$folder/trouble") || status=000
}

# The values of a JSON text, one a line: path, tab, value. Line breaks in a value are shown as \n.
values() {
  LC_ALL=C awk '
    function blanks() { while (substr(s, p, 1) ~ /[ \t\r\n]/ && p <= n) p++ }
    function text(   c, out) {
      p++; out = ""
      while (p <= n && (c = substr(s, p, 1)) != "\"") {
        if (c == "\\") { p++; c = substr(s, p, 1); c = (c == "\"" || c == "\\" || c == "/") ? c : "\\" c }
        out = out c; p++
      }
      p++
      gsub(/[\001-\037\177]/, " ", out)
      return out
    }
    function value(path,   c, key, i, out) {
      blanks(); c = substr(s, p, 1)
      if (c == "{") {
        p++; blanks()
        while (p <= n && substr(s, p, 1) != "}") {
          key = text(); blanks(); p++; value(path "." key); blanks()
          if (substr(s, p, 1) == ",") p++
          blanks()
        }
        p++
      } else if (c == "[") {
        p++; blanks(); i = 0
        while (p <= n && substr(s, p, 1) != "]") {
          value(path "." i++); blanks()
          if (substr(s, p, 1) == ",") p++
          blanks()
        }
        p++
      } else if (c == "\"") {
        print substr(path, 2) "\t" text()
      } else {
        out = ""
        while (p <= n && (c = substr(s, p, 1)) !~ /[],} \t\r\n]/) { out = out c; p++ }
        if (out == "") p = n + 1
        print substr(path, 2) "\t" out
      }
    }
    { s = s $0 "\n" }
    END { n = length(s); p = 1; blanks(); c = substr(s, p, 1); if (c == "{" || c == "[") value("") }
  ' "$answer"
}
value_of() { values | awk -F '\t' -v path="$1" '$1 == path { print $2; exit }'; }

# Why a request failed, in a line.
reason() {
  if [ "$status" = 000 ]; then
    sed -n '1p' "$folder/trouble"
  else
    message=$(value_of message)
    say "$status${message:+ $message}"
  fi
}

say "Waiting for Kibana at $url, for $wait_seconds s at most"
began=$(date +%s)
told=
while :; do
  ask GET "$url/api/status"
  level=$(value_of status.overall.level)
  case $status in
    401 | 403) failed "Kibana does not let us in: we come as $who and it answered $(reason)" ;;
  esac
  [ "$status/$level" != 200/available ] || break
  if [ "$status" = 000 ]; then
    now="no answer: $(reason)"
  else
    now="answered $status${level:+, it is $level}"
  fi
  if [ "$now" != "$told" ]; then
    say "  not yet: $now"
    told=$now
  fi
  if [ $(($(date +%s) - began)) -ge "$wait_seconds" ]; then
    failed "Kibana was not available within $wait_seconds s; the last thing seen: $now"
  fi
  sleep 1
done
version=$(value_of version.number)
say "Kibana ${version:-of unknown version} is available"
case $version in
  '' | 9.*) ;;
  *) failed "Kibana $version is not supported: 9.0 to 9.5 are" ;;
esac

ask POST "$base/api/saved_objects/_import?overwrite=true" -F "file=@$file"
case $status in
  200) ;;
  401 | 403) failed "the import was refused: we come as $who and Kibana answered $(reason)" ;;
  404) failed "there is nothing to import to at $base (is there a space ${KIBANA_SPACE:-default}?): $(reason)" ;;
  *) failed "the import failed: $(reason)" ;;
esac
# 200 alone says nothing: objects that failed are told in the answer.
if [ "$(value_of success)" != true ]; then
  complain "Kibana did not take every object ($(value_of successCount) were imported):"
  values | awk -F '\t' '
    $1 ~ /^errors\.[0-9]+\./ {
      split($1, part, "."); i = part[2]; if (i + 1 > count) count = i + 1
      key = $1; sub(/^errors\.[0-9]+\./, "", key)
      if (key == "type") type[i] = $2
      else if (key == "id") id[i] = $2
      else if (key == "error.type") why[i] = $2
      else if (key == "error.message") message[i] = $2
      else if (key ~ /^error\.references\.[0-9]+\.(type|id)$/) missing[i] = missing[i] " " $2
    }
    END {
      for (i = 0; i < count; i++)
        print "  " type[i] " " id[i] ": " why[i] (message[i] == "" ? "" : ", " message[i]) (missing[i] == "" ? "" : ", missing:" missing[i])
    }' >&2
  exit 1
fi
say "Imported $(value_of successCount) objects into $base"

ask POST "$base/api/data_views/default" -H 'Content-Type: application/json' \
  --data "{\"data_view_id\":\"tocsin-logs\",\"force\":$force}"
[ "$status" = 200 ] || failed "the objects are imported, but the default data view could not be set: $(reason)"
ask GET "$base/api/data_views/default"
default=$(value_of data_view_id)
if [ "$status" = 200 ] && [ "$default" = tocsin-logs ]; then
  say "\"Tocsin logs\" is the default data view"
elif [ "$status" = 200 ] && [ $force = false ]; then
  say "The default data view stays ${default:-unset}; --force-default makes it \"Tocsin logs\""
else
  failed "the objects are imported, but the default data view is ${default:-not known} ($status)"
fi
say "Open $base/app/dashboards#/view/tocsin-operations and $base/app/dashboards#/view/tocsin-alerts"
