#!/usr/bin/env python3
"""Which share of the branches the unit tests took, by folder, against the goals.

    report.py BUILD_FOLDER

A branch is one way out of a condition of ours. Ways that only an exception takes, and ways the
compiler knows cannot be taken, are not counted (gcovr's --exclude-throw-branches and
--exclude-unreachable-branches). What is missing is listed by file and line; the last line is for
machines. The goals are printed, not enforced.
"""

import json
import re
import subprocess
import sys

# The first that fits a file is its folder; the goal in per cent of the branches.
FOLDERS = [
    ("decide and apply", r"dispatcher/core/(decide\w*|apply)\.(cpp|hpp)|dispatcher/core/decider\.hpp", 100),
    ("rest of core", r"dispatcher/core/", 95),
    ("codec", r"dispatcher/codec/", 95),
    ("journal", r"dispatcher/journal/", 85),
    ("engine", r"dispatcher/engine/", 85),
    ("config", r"config/", 85),
    ("brokers", r"brokers/", 85),
    ("clients/lib", r"clients/lib/", 85),
    ("clients/cli", r"clients/cli/", 85),
    ("clients/drill", r"clients/drill/", 85),
    ("deploy/local", r"deploy/local/", 85),
]


def counted(build):
    """{file: {(line, branch): taken}} of all sources of ours."""
    text = subprocess.run(
        ["gcovr", "--root", ".", "--object-directory", build, build, "--json",
         "--exclude-throw-branches", "--exclude-unreachable-branches",
         "--exclude", "tests/", "--exclude", "build/", "-j", "2"],
        check=True, stdout=subprocess.PIPE).stdout
    files = {}
    for file in json.loads(text)["files"]:
        branches = files.setdefault(file["file"], {})
        for line in file["lines"]:
            for number, branch in enumerate(line["branches"]):
                key = (line["line_number"], number)
                branches[key] = branches.get(key, False) or branch["count"] > 0
    return files


def main():
    files = counted(sys.argv[1])
    rows = {name: [0, 0, []] for name, _, _ in FOLDERS}
    for path, branches in sorted(files.items()):
        name = next((name for name, pattern, _ in FOLDERS if re.match(pattern, path)), None)
        if name is None:
            continue
        row = rows[name]
        row[0] += sum(branches.values())
        row[1] += len(branches)
        missed = sorted({line for (line, _), taken in branches.items() if not taken})
        if missed:
            row[2].append(f"  {path}: {', '.join(map(str, missed))}")
    shares = []
    for name, _, goal in FOLDERS:
        taken, all_of_them, missed = rows[name]
        share = 100 * taken / all_of_them if all_of_them else 0
        shares.append(f"{name.replace(' ', '_').replace('/', '_')}={share:.1f}")
        print(f"{name}: {taken} of {all_of_them} branches, {share:.1f} % (goal {goal} %)"
              f"{'' if share >= goal else ', not reached'}")
        print("\n".join(missed))
    print("coverage: " + " ".join(shares))


if __name__ == "__main__":
    main()
