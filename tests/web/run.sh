#!/usr/bin/env bash
# The tests of the pages. `unit`: the types and the logic of the application by itself; `e2e`: Chromium against a whole stack, nothing
# in between. Needs a Node of at least 20 in PATH (./dev test sees to it); installs the packages named in the lock files when they are
# not there.
#
#   run.sh unit
#   run.sh e2e [FILE...]        for example login.test.mjs
#   run.sh measure              ten thousand open whistles on one screen (measure.mjs)
#
# SHAO_BIN: folder of the programs; SHAO_WEB: the pages as built, checked against those that are served; SHAO_ARTIFACTS: where
# screenshots go (build/artifacts/web).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
pages="$here/../../clients/centre/web"

packages() {
  cd "$1"
  cmp -s package-lock.json node_modules/.installed-lock && return
  npm ci --no-audit --no-fund --silent
  cp package-lock.json node_modules/.installed-lock
}

what="${1:-e2e}"
[ $# -gt 0 ] && shift
case "$what" in
  unit)
    packages "$pages"
    npm run --silent check
    exec npm run --silent test
    ;;
  e2e)
    packages "$here"
    # The longest first, or one of them runs alone in the end; three at a time, since they wait more than they work.
    files=("$@")
    if [ $# -eq 0 ]; then
      files=(sight-desktop.test.mjs errands.test.mjs sight-phone.test.mjs)
      for file in *.test.mjs; do [[ " ${files[*]} " == *" $file "* ]] || files+=("$file"); done
    fi
    exec node --test --test-concurrency=3 --test-reporter=spec "${files[@]}"
    ;;
  measure)
    packages "$here"
    exec node measure.mjs "$@"
    ;;
  *)
    echo "run.sh: '$what': unit, e2e or measure is expected" >&2
    exit 2
    ;;
esac
