"""The matching engine: arrays in, arrays out, no framework. docs/matching/format.md describes the arrays."""

from matching.engine.archive import (
    pack_prices,
    pack_problem,
    people_named,
    prices_by_role,
    unpack_prices,
    unpack_problem,
)
from matching.engine.calendar import (
    DAY_QUARTERS,
    QUARTER_MINUTES,
    WEEK_QUARTERS,
    end_quarter,
    monday_on_or_before,
    pack_days,
    quarter_moment,
    start_quarter,
    week_of_parts,
)
from matching.engine.candidates import EdgeSet, build_edges
from matching.engine.explain.changes import Change, Gain, apply_changes, farthest_km, single_gains, smallest_changes
from matching.engine.explain.choices import (
    CHOICES,
    Account,
    Choices,
    Outcome,
    account_for,
    bits_of_role,
    explain_choice,
    explain_choices,
    explain_role,
    explain_volunteer,
)
from matching.engine.explain.entry import WayIn, changed_problem, likely_ways_in, ways_in
from matching.engine.explain.insist import CannotInsist, Insistence, insist
from matching.engine.explain.pair import Factor, explain_pair
from matching.engine.explain.reach import count_reachable
from matching.engine.generate import FAMILIES, generate
from matching.engine.geo import distance_m, ecef_cm
from matching.engine.hard import RULES, codes_of
from matching.engine.index import Index, build_index
from matching.engine.keeping import carry_prices, keep_places
from matching.engine.policy import Policy, under_policy
from matching.engine.problem import Options, Problem, make_problem, validate
from matching.engine.rank.lacking import SEVERAL, Lack, lacking_one
from matching.engine.rank.openings import Found, Openings, openings_of
from matching.engine.rank.pool import Everybody, Pool
from matching.engine.rank.scan import Ranking, top_k_roles, top_k_volunteers
from matching.engine.rank.seeker import Seeker, seeker_of
from matching.engine.result import PRICE_SCALE, Certificate, Limits, Progress, Solution, Surcharges
from matching.engine.soft import PARTS
from matching.engine.solve import is_quick, solve
from matching.engine.tables import (
    ALONE,
    NO_DAY,
    Buddies,
    Confirmed,
    Earlier,
    Fault,
    ProblemError,
    Roles,
    Shifts,
    Volunteers,
    Wishes,
    pack_skills,
    stable_ids,
)
from matching.engine.verify import Reason, Verdict, verify
from matching.engine.weights import CURRENT, HISTORY, NO_LIFTS, VERSIONS, Lifts, Version, Weights, version_on

__all__ = [
    "ALONE",
    "CHOICES",
    "CURRENT",
    "DAY_QUARTERS",
    "FAMILIES",
    "HISTORY",
    "NO_DAY",
    "NO_LIFTS",
    "PARTS",
    "PRICE_SCALE",
    "QUARTER_MINUTES",
    "RULES",
    "SEVERAL",
    "VERSIONS",
    "WEEK_QUARTERS",
    "Account",
    "Buddies",
    "CannotInsist",
    "Certificate",
    "Change",
    "Choices",
    "Confirmed",
    "Earlier",
    "EdgeSet",
    "Everybody",
    "Factor",
    "Fault",
    "Found",
    "Gain",
    "Index",
    "Insistence",
    "Lack",
    "Lifts",
    "Limits",
    "Openings",
    "Options",
    "Outcome",
    "Policy",
    "Pool",
    "Problem",
    "ProblemError",
    "Progress",
    "Ranking",
    "Reason",
    "Roles",
    "Seeker",
    "Shifts",
    "Solution",
    "Surcharges",
    "Verdict",
    "Version",
    "Volunteers",
    "WayIn",
    "Weights",
    "Wishes",
    "account_for",
    "apply_changes",
    "bits_of_role",
    "build_edges",
    "build_index",
    "carry_prices",
    "changed_problem",
    "codes_of",
    "count_reachable",
    "distance_m",
    "ecef_cm",
    "end_quarter",
    "explain_choice",
    "explain_choices",
    "explain_pair",
    "explain_role",
    "explain_volunteer",
    "farthest_km",
    "generate",
    "insist",
    "is_quick",
    "keep_places",
    "lacking_one",
    "likely_ways_in",
    "make_problem",
    "monday_on_or_before",
    "openings_of",
    "pack_days",
    "pack_prices",
    "pack_problem",
    "pack_skills",
    "people_named",
    "prices_by_role",
    "quarter_moment",
    "seeker_of",
    "single_gains",
    "smallest_changes",
    "solve",
    "stable_ids",
    "start_quarter",
    "top_k_roles",
    "top_k_volunteers",
    "under_policy",
    "unpack_prices",
    "unpack_problem",
    "validate",
    "verify",
    "version_on",
    "ways_in",
    "week_of_parts",
]
