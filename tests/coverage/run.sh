#!/usr/bin/env bash
# Builds the unit tests with counters, runs them and says which share of the branches they took, by
# folder (report.py). ./dev coverage installs what this needs.
set -euo pipefail
cd "$(dirname "$0")/../.."

tests=(core codec config clients cli brokers engine term journal drill_parts)

mkdir -p build/coverage
cmake -S . -B build/coverage -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O0 -g0" \
  -DCMAKE_UNITY_BUILD=ON -DSHAO_COVERAGE=ON -DSHAO_TESTS=ON >build/coverage/configure.log
ninja -C build/coverage --quiet "${tests[@]/#/test_}"
find build/coverage -name '*.gcda' -delete
failed=()
for test in "${tests[@]}"; do
  echo "coverage: running $test" >&2
  build/coverage/bin/"test_$test" --log_level=error >"build/coverage/$test.log" 2>&1 ||
    failed+=("$test")
done
tests/coverage/report.py build/coverage
# What a failed test did not reach would be missing above without a word.
if [ ${#failed[@]} -gt 0 ]; then
  echo "coverage: failed: ${failed[*]}; see build/coverage/<name>.log" >&2
  exit 1
fi
