#!/usr/bin/env python3
"""Makes the files of config/shunyi/ from the district's data sheet (one JSON file).

    python3 config/make_shunyi.py shunyi.json            # writes config/shunyi/*.toml
    python3 config/make_shunyi.py shunyi.json DIRECTORY  # elsewhere

The same sheet gives the same bytes. Where a value comes from stands behind it as a comment (S4, P,
GK: see sources.md, which is made as well). Values the sheet has for mechanisms that do not read
them yet (plan_due) stand as comments, so that no field is without effect.
"""

import json
import sys
from pathlib import Path

KEY_ROLES = {  # an office's roles beside those of its type
    "ZHZX": ["command_centre", "dispatcher"],
    "DCS": ["supervision_office"],
    "JJW": ["discipline_inspection"],
    "QZF": ["deputy_district_head", "district_head"],
    "QW": ["party_secretary"],
}
DEPARTMENT_ROLES = ["dept_liaison", "dept_officer", "dept_deputy_head", "dept_head"]
ROLES = [
    "community", "street", "street_leader", "street_top_leader", "dispatcher", "command_centre",
    "dept_liaison", "dept_officer", "dept_deputy_head", "dept_head", "deputy_district_head",
    "district_head", "party_secretary", "supervision_office", "discipline_inspection", "assignee",
]
STREET_ROLES = {"community", "street", "street_leader", "street_top_leader"}
ON_SITE = {"EMERGENCY", "ENFORCE_NOW", "ENFORCE_PLAN"}
CLOCKS = ["acknowledge", "contact", "report_in", "first_report", "resolve"]
MAY_SUSPEND = {"U4"}  # state_machine, ask_suspend
# escalation_jumps and the limits of evaluate_bad, of the state machine
JUMPS = [
    ("hops", 3, 3, "S8"),
    ("reworks", 3, 3, "S8"),
    ("bad_evaluations", 2, 2, "P"),
    ("bad_evaluations", 3, 3, "S8"),
]
LEVEL_NAMES_EN = [
    "Warning", "Reminder", "First-level supervision", "Second-level supervision",
    "Third-level supervision",
]


def quoted(value):
    """A TOML value. JSON's strings, lists and booleans are written alike."""
    return json.dumps(value, ensure_ascii=False)


def limit(entry):
    return quoted(f"{entry['value']} {entry['unit']}")


class Page:
    """The lines of one file."""

    def __init__(self, *head):
        self.lines = [f"# {line}".rstrip() for line in head]

    def table(self, header):
        self.lines += ["", header]

    def blank(self):
        self.lines.append("")

    def note(self, text):
        self.lines.append(f"# {text}")

    def field(self, name, value, source=None):
        self.lines.append(f"{name} = {quoted(value)}" + (f"  # {source}" if source else ""))

    def limit(self, name, entry):
        self.lines.append(f"{name} = {limit(entry)}  # {entry['source']}")

    def later(self, name, entry):
        self.lines.append(f"# later: {name} = {limit(entry)}  # {entry['source']}")

    def text(self):
        return "\n".join(self.lines) + "\n"


def jurisdiction(data):
    district = data["meta"]["district"]
    page = Page(
        "The jurisdiction: its name, zone and backstop, the clocks of a whistle itself, and where",
        "the roles sit that a level notifies.")
    page.blank()
    page.field("name", "shunyi")
    page.field("title", district["name"])
    page.field("pinyin", district["pinyin"])
    page.field("code", district["code"])
    page.field("timezone", data["meta"]["timezone"])

    backstop = data["backstop"]
    page.table("[backstop]")
    page.note("No rule matches: it is lead meanwhile and names one (assign) within name_lead.")
    page.field("office", backstop["department"])
    page.field("kind", backstop["kind"])
    page.field("urgency", backstop["urgency"])

    clocks = data["whistle_clocks"]
    page.table("[whistle_clocks]")
    for name in ["review", "name_lead", "ruling", "ruling_emergency", "verify", "evaluate"]:
        page.limit(name, clocks[name])
    page.note("The sheet has no limit for a joint meeting; these are ours.")
    page.field("meeting", "2 wd")
    page.field("meeting_emergency", "60 m")

    page.table("[periods]")
    page.note("Until when a dispute and a reopening are possible; a suspension that is reviewed later")
    page.note("than this is signed by the deputy head of the district.")
    page.field("dispute", "1 wd", "S11")
    page.field("reopen", "30 d", "P")
    page.field("suspension", "30 d", "P")

    precedence = data["limit_precedence"]
    page.table("[round_clock]")
    page.note("Limits of a working kind whose resolve limit is in minutes.")
    acknowledge, contact = wall_limits(precedence["wall_when"])
    page.field("acknowledge", acknowledge, precedence["source"])
    page.field("contact", contact, precedence["source"])

    page.table("[role_offices]")
    for role in ROLES:
        page.field(role, seat(data, role))
    return page


def wall_limits(rule):
    """The two limits that limit_precedence.wall_when names in its sentence."""
    words = rule.replace(",", "").split()
    found = []
    for name in ["acknowledge", "contact"]:
        at = words.index(name, words.index("become"))
        found.append(f"{words[at + 1]} {words[at + 2]}")
    return found


def seat(data, role):
    if role in STREET_ROLES:
        return "raising street"
    return data["role_offices"].get(role, "assigned office")


def offices(data):
    page = Page(
        "Who takes part: subdistricts and towns (S16), communities (placeholders, two for each,",
        "until the district's own list replaces them), departments and district offices (GK).")
    for street in data["streets"]:
        page.table("[[office]]")
        page.field("id", street["code"])
        page.field("name", street["name"])
        page.field("pinyin", street["pinyin"])
        if "alias" in street:
            page.field("alias", street["alias"])
        form = street["type"]
        page.field("type", "subdistrict" if form == "subdistrict" else "town")
        page.field("can_lead", True)  # of what a department whistles to it
        if form not in ("subdistrict", "town"):
            page.field("form", form)
    for community in data["communities"]["value"]:
        page.table("[[office]]")
        page.field("id", community["code"])
        page.field("name", community["name"])
        page.field("type", "community")
        page.field("parent", community["parent"])
    for department in data["departments"]:
        page.table("[[office]]")
        page.field("id", department["id"])
        page.field("name", department["name"], department["source"])
        page.field("name_en", department["name_en"])
        page.field("type", "department")
        page.field("form", department["type"])
        page.field("can_lead", department["can_lead"])
        if department["id"] in KEY_ROLES:
            page.field("roles", DEPARTMENT_ROLES + KEY_ROLES[department["id"]])
    return page


def rank_of(kind):
    return kind.get("raiser_rank_required")


def kinds(data):
    page = Page(
        "The kinds of whistles with their limits and ladders, and the urgencies. Units: m minutes",
        "round the clock, wm working minutes, wd working days, d days.")
    for kind in data["kinds"]:
        page.table("[[kind]]")
        page.field("id", kind["id"])
        page.field("name", kind["name"], ",".join(kind["legal_basis"]))
        page.field("name_en", kind["name_en"])
        page.field("aliases", kind["aliases"])
        # The sheet knows no whistle of a department; all but key work are ours to allow.
        page.field("raisers", kind["raisers"] + ([] if rank_of(kind) else ["dept_liaison"]))
        page.field("needs_review", kind["needs_review"])
        rank = rank_of(kind)
        page.field("approver", "street_top_leader" if rank else "street_leader", rank)
        page.field("clock", kind["clock"])
        page.field("on_site", kind["id"] in ON_SITE)
        emergency = kind["id"] == "EMERGENCY"
        page.field("release_before_resolve", emergency, kind.get("note"))
        limits = kind["limits"]
        for name in ["acknowledge", "contact", "report_in"]:
            page.limit(name, limits[name])
        if "first_disposal_report" in kind:
            page.limit("first_report", kind["first_disposal_report"])
        page.limit("progress_every", limits["progress_every"])
        page.limit("resolve", limits["resolve"])
        page.field("resolve_before_urgency", resolves_before_urgency(data, kind["id"]))
        ladder = ", ".join(f"{clock} = {quoted(kind['ladder'][clock])}" for clock in CLOCKS)
        page.lines.append(f"ladder = {{ {ladder} }}")
        after = kind["dispute_rule"] == "report_in_first_dispute_later"
        page.field("dispute", "after_report_in" if after else "before_report_in")
        if "may_suspend" in kind:
            page.field("may_suspend", kind["may_suspend"])
        if "max_extension" in limits:
            page.limit("max_extension", limits["max_extension"])
        if "plan_due" in kind:
            page.later("plan_due", kind["plan_due"])
    for urgency in data["urgencies"]:
        page.table("[[urgency]]")
        page.field("id", urgency["id"])
        page.field("name", urgency["name"])
        page.field("name_en", urgency["name_en"])
        page.field("meaning", urgency["meaning"])
        page.limit("resolve", urgency["resolve"])
        if "first_report" in urgency:
            page.limit("first_report", urgency["first_report"])
        if urgency["id"] in MAY_SUSPEND:
            page.field("may_suspend", True)
    return page


def resolves_before_urgency(data, kind):
    """Whether limit_precedence.resolve names the kind before the urgency."""
    for step in data["limit_precedence"]["resolve"]:
        if step.startswith("kind.limits.resolve"):
            return kind in step.replace(",", " ").split()
    return False


def categories(data):
    page = Page(
        "What whistles are about. Without a category the one whose matched key words have the most",
        "characters together is taken, a tie goes to the first in this file. Communities only",
        "assist (community_role of the sheet): none ever leads.")
    for category in data["categories"]:
        if category["community_role"] != "assist_only":
            raise SystemExit(f"category {category['id']}: a community's role is assist_only")
        page.table("[[category]]")
        page.field("id", category["id"])
        page.field("name", category["name"], category["source"])
        page.field("name_en", category["name_en"])
        page.field("default_kind", category["default_kind"])
        page.field("default_urgency", category["default_urgency"])
        if "resolve_override" in category:
            page.limit("resolve_override", category["resolve_override"])
        page.field("keywords", category["keywords"])
    return page


def rules(data):
    page = Page("Who leads. The first rule that matches places the whistle.")
    for category in data["categories"]:
        page.table("[[rule]]")
        page.field("id", category["id"])
        page.field("category", category["id"])
        page.field("lead", category["lead"], category["source"])
        page.field("assist", category["assist"])
    return page


def levels(data):
    page = Page(
        "The ladder of levels: 0 warns before the limit, 1 is the miss, the others follow it by",
        "these offsets. Which of the two a clock uses stands at the kind.")
    for level in data["escalation_levels"]:
        number = level["level"]
        page.table("[[level]]")
        page.field("level", number)
        page.field("name", level["name"], level["source"])
        page.field("name_en", LEVEL_NAMES_EN[number])
        page.field("notify", level["notify"])
        if number == 0:
            page.field("percent", int(level["offset_normal"].split("%")[0]))
        else:
            page.field("after_emergency", level["offset_emergency"].removeprefix("limit +"))
            page.field("after_normal", level["offset_normal"].removeprefix("limit +"))
        page.field("action", level["action"])
    for when, times, level, source in JUMPS:
        page.table("[[jump]]")
        page.field("when", when)
        page.field("times", times, source)
        page.field("level", level)
    page.blank()
    for jump in data["escalation_jumps"]:
        if "open whistles" in jump["when"]:
            page.table("[[jump]]")
            page.field("when", "cluster")
            page.field("times", int(jump["when"].split()[0]), jump["source"])
            page.field("level", jump["to_level"])
    return page


def calendar(data):
    sheet = data["calendar"]
    page = Page(
        "Working time. A date in extra_workdays is a working day even on a weekend, one in holidays",
        "is none, else Monday to Friday.")
    page.blank()
    windows = sheet["working_windows"]
    page.field("windows", windows["value"], windows["source"])
    for year, published in sheet["years"].items():
        if published["status"] != "published":
            continue
        page.table("[[year]]")
        page.lines.append(f"year = {year}  # {sheet['source']}")
        page.lines.append("holidays = [")
        for begin, end, name in published["holidays"]:
            page.lines.append(f"  {{ from = {begin}, to = {end}, name = {quoted(name)} }},")
        page.lines.append("]")
        page.lines.append(f"extra_workdays = [{', '.join(published['extra_workdays'])}]")
    return page


def sources(data):
    lines = ["# Sources", "", data["meta"]["caution"], "", "| tag | source |", "|---|---|"]
    for tag, source in data["meta"]["sources"].items():
        lines.append(f"| {tag} | {source.replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    data = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    target = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parent / "shunyi"
    target.mkdir(parents=True, exist_ok=True)
    for make in [jurisdiction, offices, kinds, categories, rules, levels, calendar]:
        (target / f"{make.__name__}.toml").write_text(make(data).text(), encoding="utf-8")
    (target / "sources.md").write_text(sources(data), encoding="utf-8")


if __name__ == "__main__":
    main()
