#!/usr/bin/env bash
# Tries the README's two commands where nothing is installed: in a fresh Debian made by debootstrap, as root and as an ordinary user
# without sudo. Prints how much each brought and how long it took. Needs root, debootstrap and the network.
#   bare.sh [COMMAND ...]      make demo and make test; or only the commands given, such as `make demo`
#   BARE_ROOT=DIR  where to make it (kept; else a temporary folder, removed afterwards)   BARE_SUITE, BARE_MIRROR as debootstrap's
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" -eq 0 ] || { echo "bare.sh needs root: debootstrap and chroot do." >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "bare.sh needs debootstrap: apt-get install debootstrap" >&2; exit 2; }
[ $# -gt 0 ] || set -- 'make demo' 'make test'
suite=${BARE_SUITE:-bookworm}
root=${BARE_ROOT:-$(mktemp -d)}
mounted=()

finish() {
    local folder
    for folder in "${mounted[@]}"; do umount "$folder"; done
    # Nothing is removed while anything of this machine is mounted inside.
    [ -n "${BARE_ROOT:-}" ] || grep -q " $root/" /proc/mounts || rm -rf --one-file-system "$root"
}
trap finish EXIT

make_root() {
    [ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include=make,git,ca-certificates "$suite" "$root" ${BARE_MIRROR:+"$BARE_MIRROR"} >/dev/null
    # The network as this machine knows it, with its own certificate authorities.
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    mkdir -p "$root/proc" "$root/dev/shm" "$root/dev/pts"
    mount -t proc proc "$root/proc" && mounted=("$root/proc" "${mounted[@]}")
    mount -t tmpfs tmpfs "$root/dev/shm" && mounted=("$root/dev/shm" "${mounted[@]}")
}

# What the place holds, in MB; a copy of the sources as git has them, with nothing installed.
size() { du -sxm --exclude=proc "$root" | cut -f 1; }

sources() {
    rm -rf "$root$1/shijibu"
    mkdir -p "$root$1/shijibu"
    git ls-files -z | tar --null -T - -c | tar -x -C "$root$1/shijibu"
    chroot "$root" chown -R "$2:" "$1/shijibu"
}

attempt() {
    local user=$1 folder=$2 command=$3 before start
    before=$(size) start=$SECONDS
    chroot "$root" su - "$user" -s /bin/bash -c "cd '$folder' && PIP_CERT=/etc/ssl/certs/ca-certificates.crt $command"
    echo "== $command as $user: $((SECONDS - start)) s, $(($(size) - before)) MB more"
}

make_root
chroot "$root" id clerk >/dev/null 2>&1 || chroot "$root" useradd --create-home clerk
sources /opt root
sources /home/clerk clerk
for command in "$@"; do attempt root /opt/shijibu "$command"; done
# What root installed is there by now; an ordinary user adds only what lies in the folder.
for command in "$@"; do attempt clerk /home/clerk/shijibu "$command"; done
# A folder that was moved heals.
chroot "$root" mv /home/clerk/shijibu /home/clerk/moved
attempt clerk /home/clerk/moved 'make demo'
