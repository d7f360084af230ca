"""A second opinion on every due instant, in another language and by another method.

    python3 due_instants.py CONFIG_FOLDER START...

Prints one line for each start, kind, category ("-" for none), urgency and clock of the lead:
start, kind, category, urgency, clock, due, level 0 ... level 4, separated by tabs, local times to
the second. It reads the configuration's files itself and walks from day to day, window by window;
nothing here is shared with the core. tests/core/due_instants_test.cpp compares the two.
"""

import sys
import tomllib
from datetime import datetime, time, timedelta

DAY = timedelta(days=1)
NONE = timedelta(0)


class Calendar:
    def __init__(self, data):
        self.windows = [tuple(time.fromisoformat(t) for t in pair) for pair in data["windows"]]
        self.off, self.extra = set(), set()
        for year in data["year"]:
            self.extra.update(year["extra_workdays"])
            for holiday in year["holidays"]:
                day = holiday["from"]
                while day <= holiday["to"]:
                    self.off.add(day)
                    day += DAY

    def works(self, day):
        return day in self.extra or (day not in self.off and day.weekday() < 5)

    def open_from(self, moment):
        """The rest of the window `moment` lies in, and every window after it."""
        day = moment.date()
        while True:
            if self.works(day):
                for begin, end in self.windows:
                    begin, end = datetime.combine(day, begin), datetime.combine(day, end)
                    if end > moment:
                        yield max(begin, moment), end
            day += DAY

    def close_from(self, day):
        while not self.works(day):
            day += DAY
        return datetime.combine(day, self.windows[-1][1])

    def after_work(self, start, work):
        if work == NONE:
            return start
        for begin, end in self.open_from(start):
            if end - begin >= work:
                return begin + work
            work -= end - begin

    def work_between(self, start, stop):
        total = NONE
        for begin, end in self.open_from(start):
            if begin >= stop:
                return total
            total += min(end, stop) - begin

    def add(self, start, limit, round_clock):
        """The instant, and whether the limit is measured in working time."""
        count, unit = limit
        if unit == "m":
            return start + timedelta(minutes=count), False
        if unit == "wm":
            return self.after_work(start, timedelta(minutes=count)), True
        if unit == "d":
            if round_clock:
                return start + count * DAY, False
            return self.close_from(start.date() + count * DAY), True
        day = start.date()
        for _ in range(count):
            day += DAY
            while not self.works(day):
                day += DAY
        return self.close_from(day), True

    def share(self, start, due, percent):
        instant, working = due
        whole = self.work_between(start, instant) if working else instant - start
        seconds = int(whole.total_seconds()) * percent // 100
        part = timedelta(seconds=seconds)
        return self.after_work(start, part) if working else start + part


def limit(text):
    count, unit = text.split()
    return int(count), unit


def clocks(calendar, own, levels, kind, category, urgency, start):
    """Clock by clock: its name, its due instant and its levels."""
    chosen = urgency["resolve"]
    if kind["resolve_before_urgency"]:
        chosen = kind["resolve"]
    chosen = category.get("resolve_override", chosen)
    wall_kind = kind["clock"] == "wall_24x7"
    round_clock = wall_kind or limit(chosen)[1] == "m"
    other = own if round_clock and not wall_kind else kind

    def due(text):
        return calendar.add(start, limit(text), round_clock)

    def clock(name, due):
        for level in levels:
            if "percent" in level:
                yield calendar.share(start, due, level["percent"])
            else:
                ladder = kind["ladder"]["resolve" if name == "progress" else name]
                after = limit(level["after_" + ladder])
                yield calendar.add(due[0], after, round_clock)[0] if after[0] else due[0]

    resolve = due(chosen)
    midpoint = (calendar.share(start, resolve, 50), resolve[1])
    report_in = min(due(kind["report_in"]), midpoint, key=lambda one: one[0])
    contact = min(due(other["contact"]), report_in, key=lambda one: one[0])
    dues = {"acknowledge": due(other["acknowledge"]), "contact": contact, "report_in": report_in}
    first_report = kind.get("first_report", urgency.get("first_report"))
    if first_report:
        dues["first_report"] = due(first_report)
    progress = due(kind["progress_every"])
    if progress[0] < resolve[0]:
        dues["progress"] = progress
    dues["resolve"] = resolve
    for name, instant in dues.items():
        yield name, instant[0], *clock(name, instant)


def main(folder, starts):
    data = {}
    for name in ("calendar", "kinds", "categories", "levels", "jurisdiction"):
        with open(f"{folder}/{name}.toml", "rb") as file:
            data.update(tomllib.load(file))
    calendar = Calendar(data)
    own, levels = data["round_clock"], data["level"]
    categories = [{"id": "-"}] + data["category"]
    for text in starts:
        start = datetime.fromisoformat(text)
        for kind in data["kind"]:
            for category in categories:
                for urgency in data["urgency"]:
                    row = (kind["id"], category["id"], urgency["id"])
                    for clock in clocks(calendar, own, levels, kind, category, urgency, start):
                        print(start, *row, *clock, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
