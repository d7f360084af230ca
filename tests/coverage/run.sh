#!/usr/bin/env bash
# Builds the tests and the programs they start with counters (clang's, of conditions as they are
# written), runs them and says which share of the branches they took, by folder (report.py).
# ./dev coverage installs what this needs.
#
#   run.sh [TEST...]     all that count, or those named
#
# The counters lie in mapped files (%c): also what is killed with -9 counts, and what a child does
# before it becomes another program. All runs of one program are added up in a few files (%4m).
set -euo pipefail
cd "$(dirname "$0")/../.."

tests=(core codec config clients cli cli_stack brokers engine term journal archive drill_parts local_parts e2e_stack
  e2e_program e2e_drill e2e_crash e2e_takeover)
[ $# -eq 0 ] || tests=("$@")

mkdir -p build/coverage
cmake -S . -B build/coverage -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g0" -DCMAKE_UNITY_BUILD=ON -DSHAO_COVERAGE=ON -DSHAO_TESTS=ON \
  >build/coverage/configure.log
ninja -C build/coverage --quiet "${tests[@]/#/test_}"
rm -rf build/coverage/profiles
export LLVM_PROFILE_FILE="$PWD/build/coverage/profiles/%c%4m.profraw"
failed=()
for test in "${tests[@]}"; do
  echo "coverage: running $test" >&2
  build/coverage/bin/"test_$test" --log_level=error >"build/coverage/$test.log" 2>&1 ||
    failed+=("$test")
done
llvm-profdata merge -sparse -failure-mode=all build/coverage/profiles/*.profraw \
  -o build/coverage/all.profdata
ran=("${tests[@]/#/build/coverage/bin/test_}")
for program in build/coverage/bin/shao*; do
  [ -x "$program" ] && ran+=("$program")
done
tests/coverage/report.py build/coverage/all.profdata "${ran[@]}"
# What a failed test did not reach would be missing above without a word.
if [ ${#failed[@]} -gt 0 ]; then
  echo "coverage: failed: ${failed[*]}; see build/coverage/<name>.log" >&2
  exit 1
fi
