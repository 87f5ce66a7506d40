# shellcheck shell=sh
# The secrets that are made on the machine itself, as scripts/install and the package of the servers make them. Whoever
# reads this file has the functions perform COMMAND... and the variables
#   DESTDIR     the root of the machine
#   settings    the folder of the settings
#   web         the folder of nginx's files
#   scratch     a private folder
#   dry_run     yes, if nothing is to be changed
# shellcheck disable=SC2154

make_secrets() {
    if [ ! -e "$DESTDIR$settings/secret" ]; then
        echo "  $settings/secret: made at random; copy it to the other nodes"
        [ "$dry_run" = yes ] || (umask 077 && openssl rand -hex 32 >"$DESTDIR$settings/secret")
    fi
    make_gateway_secret
}

# secret_file PATH TEXT: writes a file that carries the gateway secret, unless it has this text already.
secret_file() {
    printf '%s\n' "$2" >"$scratch/secret"
    cmp -s "$scratch/secret" "$DESTDIR$1" || perform install -D -m 640 "$scratch/secret" "$DESTDIR$1"
}

# The secret by which the programs know that nginx is asking, and not another program that may open their sockets.
make_gateway_secret() {
    own=$web/local/parameters-gateway.conf
    set -- "$DESTDIR$settings/latchkey.env"
    for file in "$DESTDIR$web"/local/parameters*.conf; do
        if [ "$file" != "$DESTDIR$own" ]; then set -- "$@" "$file"; fi
    done
    if grep -qsE '^[^#]*LATCHKEY_GATEWAY_SECRET' "$@"; then
        echo "  the gateway secret was set by hand, and stays"
        shift
        for file in "$@"; do
            ! grep -qs LATCHKEY_GATEWAY_SECRET "$file" || perform chmod o= "$file"
        done
        return
    fi
    secret=$(sed -n 's/^LATCHKEY_GATEWAY_SECRET=//p' "$DESTDIR$settings/gateway.env" 2>/dev/null || true)
    secret=${secret:-$(openssl rand -hex 32)}
    secret_file "$settings/gateway.env" "# By this secret the programs know that nginx is asking, which has it in \
$own.
LATCHKEY_GATEWAY_SECRET=$secret"
    secret_file "$own" "# By this secret Latchkey's programs know that nginx is asking. They have it in $settings/gateway.env.
fastcgi_param LATCHKEY_GATEWAY_SECRET \"$secret\";"
}
