"""What confirmed hours give, in plain arithmetic: milestones, active months, schemes, award rounds, small numbers."""

from recognition.merits.milestones import Milestone, active_months, milestones_of
from recognition.merits.progress import AwardLine, LeftOut, Progress, Reason, best_of, progress_in, year_of
from recognition.merits.rounds import Round, next_round, open_round, round_with, rounds_begun
from recognition.merits.schemes import Award, NoMilestones, Scheme, milestones_on, scheme_in, schemes_in
from recognition.merits.small import FEWEST_SHOWN, hide_nested
from recognition.merits.work import Work

__all__ = [
    "FEWEST_SHOWN",
    "Award",
    "AwardLine",
    "LeftOut",
    "Milestone",
    "NoMilestones",
    "Progress",
    "Reason",
    "Round",
    "Scheme",
    "Work",
    "active_months",
    "best_of",
    "hide_nested",
    "milestones_of",
    "milestones_on",
    "next_round",
    "open_round",
    "progress_in",
    "round_with",
    "rounds_begun",
    "scheme_in",
    "schemes_in",
    "year_of",
]
