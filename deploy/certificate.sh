#!/bin/sh
# For containers: hands a certificate to the front, which is nobody's root and cannot read /etc/letsencrypt. certbot calls
# it after each renewal (--deploy-hook) and says where the new one lies. TLS_FOLDER: as in .env.
set -eu
cd "$(dirname "$0")/.."
TLS_FOLDER=${TLS_FOLDER:-$(sed -n 's/^TLS_FOLDER=//p' .env)}
install -d -m 0755 "$TLS_FOLDER"
for name in fullchain.pem privkey.pem; do
    install -g 10001 -m 0440 "$RENEWED_LINEAGE/$name" "$TLS_FOLDER/$name"
done
docker compose kill -s HUP nginx || echo "nginx does not run yet."
