#!/usr/bin/env python3
"""Which share of the branches the tests took, by folder, against the goals.

    report.py PROFILE PROGRAM...     (of clang: llvm-profdata's, and what was run)

A branch is one way out of a condition as it is written: true and false of each part of an `if`, of
`&&`, `||`, `?:` and of a loop, and each label of a `switch`. What a compiler adds for exceptions and
for destroying what is temporary is none. What the compiler answers and nothing at run time can change
is not counted: the simulator's switches (`planted(...)`) and what stands behind them on their line,
`if constexpr`, and the way out of a `switch` that names every value of an enumeration. What is missing is listed by file and line; the last line is for machines. The goals
are printed, not enforced.
"""

import json
import os
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
    ("archive", r"dispatcher/archive/", 85),
    ("config", r"config/", 85),
    ("brokers", r"brokers/", 85),
    ("clients/lib", r"clients/lib/", 85),
    ("clients/cli", r"clients/cli/", 85),
    ("clients/drill", r"clients/drill/", 85),
    ("deploy/local", r"deploy/local/", 85),
]

ANSWERED_BY_THE_COMPILER = re.compile(r"\bplanted\(|\bif constexpr\b")
# g++ warns, as an error, where a value of an enumeration has no label and there is no default.
OTHER_THAN_ALL_LABELS = re.compile(r"\bswitch \($")


def counted(profile, programs):
    """{file: {(place, which way): taken}} of all sources of ours."""
    objects = [programs[0]] + [word for program in programs[1:] for word in ("-object", program)]
    text = subprocess.run(
        ["llvm-cov", "export", "-instr-profile", profile, *objects,
         "-ignore-filename-regex", "/usr/|/tests/|/build/"],
        check=True, stdout=subprocess.PIPE).stdout
    files = {}
    for file in json.loads(text)["data"][0]["files"]:
        path = os.path.relpath(file["filename"])
        with open(path, encoding="utf-8") as source:
            lines = source.read().splitlines()
        branches = files.setdefault(path, {})
        for line, column, _, to_column, yes, no, *_ in file["branches"]:
            text = lines[line - 1]
            if yes == no == 0 and ANSWERED_BY_THE_COMPILER.search(text[:to_column - 1]):
                continue
            if yes == 0 and OTHER_THAN_ALL_LABELS.search(text[:column - 1]):
                continue
            # A template is there once for each type it was made for.
            for way, count in (("true", yes), ("false", no)):
                key = (line, column, to_column, way)
                branches[key] = branches.get(key, False) or count > 0
    return files


def main():
    files = counted(sys.argv[1], sys.argv[2:])
    rows = {name: [0, 0, []] for name, _, _ in FOLDERS}
    for path, branches in sorted(files.items()):
        name = next((name for name, pattern, _ in FOLDERS if re.match(pattern, path)), None)
        if name is None:
            continue
        row = rows[name]
        row[0] += sum(branches.values())
        row[1] += len(branches)
        missed = sorted({(place[0], place[1], place[3]) for place, taken in branches.items() if not taken})
        if missed:
            row[2].append(f"  {path}: " + ", ".join(f"{line}:{column} {way}" for line, column, way in missed))
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
