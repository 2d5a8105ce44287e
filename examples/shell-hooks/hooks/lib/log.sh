# Sourced by shell hooks: a record of the log, as JSON on one line.
say() {
  jq -cn --arg level "$1" --arg msg "$2" '{level: $level, msg: $msg}'
}
