/**
 * A POSIX shell script that prints the facts of one node as one line of JSON (`HostFacts`); its argument is the node's
 * name. It only reads. What needs a missing tool is left out, so that it counts as unknown.
 */
export const HOST_FACTS_SCRIPT = String.raw`# Prints facts of one node as one line of JSON: kernel settings, routes, interface addresses, firewall rules that drop.
# Runs in a debugging pod with the host's network; changes nothing. $1 is the node's name.
PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
proc=/proc

# Runs a tool of the host if there is one, else of the pod.
tool() {
  if [ -d /host/usr ] && found=$(chroot /host sh -c 'command -v "$0"' "$1" 2>/dev/null) && [ -n "$found" ]; then
    chroot /host "$@" 2>/dev/null
  else
    "$@" 2>/dev/null
  fi
}

# Turns lines of tab-separated fields into JSON; "value" makes an object, "list" an array of objects with the named fields.
json() {
  awk -F '\t' -v form="$1" -v names="$2" '
    function quoted(text,   at, c, out) {
      for (at = 1; at <= length(text); at++) {
        c = substr(text, at, 1)
        out = out (c == "\\" || c == "\"" ? "\\" c : c < " " ? " " : c)
      }
      return "\"" out "\""
    }
    BEGIN { count = split(names, name, ","); printf "%s", (form == "list" ? "[" : "{") }
    NR > 500 { next }
    {
      printf "%s", (NR > 1 ? "," : "")
      if (form == "value") { printf "%s:%s", quoted($1), quoted($2); next }
      line = ""
      for (field = 1; field <= count; field++) {
        if ($field == "") continue
        line = line (line == "" ? "" : ",") quoted(name[field]) ":" (name[field] == "packets" ? $field + 0 : quoted($field))
      }
      printf "{%s}", line
    }
    END { printf "%s", (form == "list" ? "]" : "}") }
  '
}

settings() {
  for key in net.ipv4.ip_forward net.ipv4.conf.all.forwarding net.ipv6.conf.all.forwarding \
    net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables net.ipv4.conf.all.rp_filter \
    net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max \
    fs.inotify.max_user_instances fs.inotify.max_user_watches; do
    file=$proc/sys/$(echo "$key" | tr . /)
    [ -r "$file" ] && printf '%s\t%s\n' "$key" "$(cat "$file")"
  done
}

routes() {
  { tool ip -4 route; tool ip -6 route; } | awk '
    {
      at = $1 ~ /^(unicast|multicast|anycast|local|broadcast|blackhole|unreachable|prohibit|throw)$/ ? 2 : 1
      via = dev = ""
      for (field = at + 1; field < NF; field++) {
        if ($field == "via") via = $(field + 1)
        if ($field == "dev") dev = $(field + 1)
      }
      if ($1 ~ /^(blackhole|unreachable|prohibit|throw)$/) dev = $1
      printf "%s\t%s\t%s\n", $at, via, dev
    }'
}

addresses() {
  tool ip -o addr | awk '$3 ~ /^inet/ { sub(/@.*/, "", $2); printf "%s\t%s\n", $2, $4 }'
}

# Rules of iptables that drop or reject, and policies that drop: with -c each line begins with [packets:bytes].
iptables_drops() {
  { tool iptables-save -c; tool ip6tables-save -c; } | awk '
    /^\*/ { table = substr($1, 2) }
    /^:/ && $2 == "DROP" { count = $3; gsub(/^\[|:.*/, "", count); printf "-t %s -P %s DROP\t%s\n", table, substr($1, 2), count }
    /^\[/ && / -j (DROP|REJECT)( |$)/ {
      count = $1
      gsub(/^\[|:.*/, "", count)
      sub(/^[^ ]* /, "")
      printf "-t %s %s\t%s\n", table, $0, count
    }'
}

# The same of nftables, but for the tables that iptables writes.
nft_drops() {
  tool nft list ruleset | awk '
    $1 == "table" { family = $2; table = $3; skip = family ~ /^ip6?$/ && table ~ /^(filter|nat|mangle|raw|security)$/; next }
    $1 == "chain" { chain = $2; next }
    skip { next }
    /(^|[ \t])(drop|reject)([ \t;]|$)/ {
      rule = $0
      sub(/^[ \t]+/, "", rule)
      packets = 0
      if (match(rule, /counter packets [0-9]+/)) packets = substr(rule, RSTART + 16, RLENGTH - 16)
      printf "%s %s %s %s\t%s\n", family, table, chain, rule, packets
    }'
}

has() {
  [ -n "$(tool "$1" "$2" | head -n 1)" ]
}

printf '{"node":"%s","sysctl":' "$1"
settings | json value
if has ip addr; then
  printf ',"routes":'
  routes | json list dst,gateway,dev
  printf ',"addresses":'
  addresses | json list dev,cidr
fi
if has iptables-save -c || tool nft list ruleset >/dev/null; then
  printf ',"drops":'
  { iptables_drops; nft_drops; } | json list rule,packets
fi
printf '}\n'
`
