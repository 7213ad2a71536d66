#!/usr/bin/env bash
# Whether a health page of this machine answers 200: health.sh PORT PATH. The Java image has neither curl nor wget, and
# a JVM every ten seconds would cost more than the service; bash can open a connection by itself. Nothing here speaks TLS.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
read -r -t 4 _ code _ <&3
case $code in
  200) ;;
  # What a port with TLS says to who speaks none.
  400) echo "answered 400: if the port has TLS, this check has to be replaced; docker/RATIONALE.md, Health by bash"; exit 1 ;;
  *) echo "answered $code"; exit 1 ;;
esac
