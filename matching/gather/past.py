"""A stretch of the past as one problem: the demand there was, everybody who could be asked, nobody signed up yet."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db.models import Count, QuerySet

from events.models import Attendance, ShiftRole
from matching import engine
from matching.gather.assembly import Gathered, assemble, load
from matching.gather.horizon import Horizon
from matching.gather.work import role_rows
from volunteers.models import Volunteer

DAYS_IN_WEEK = 7


def gather_past(
    *, volunteers: QuerySet[Volunteer], roles: QuerySet[ShiftRole], first_day: date, end_day: date
) -> Gathered:
    """Load people and the roles of the days [first_day, end_day), every place of them open.

    Work counts whatever its organiser has left unsaid: it took place. Profiles and clearances are as they are now:
    what they were then is not kept. Having volunteered counts up to the first day.
    """
    origin = engine.monday_on_or_before(first_day)
    weeks = -(-(end_day.toordinal() - origin) // DAYS_IN_WEEK)
    before = datetime.combine(first_day, time()) - timedelta(minutes=engine.QUARTER_MINUTES)
    at = Horizon(origin, before, weeks)
    within = roles.filter(shift__starts_on__gte=first_day, shift__starts_on__lt=end_day)
    gathered = assemble(load(volunteers, role_rows(within), at))
    problem, open_keys = gathered.problem, set(within.values_list("pk", flat=True))
    is_open = np.array([pk in open_keys for pk in gathered.role_pks], dtype=bool)
    came = Attendance.objects.filter(minutes__gt=0, signup__shift__starts_on__lt=first_day)
    counted = came.order_by().values_list("signup__volunteer_id").annotate(times=Count("pk"))
    times = dict(counted)
    fresh = engine.make_problem(
        volunteers=replace(
            problem.volunteers,
            history=np.array([times.get(pk, 0) for pk in gathered.volunteer_pks], dtype=np.int32),
        ),
        shifts=problem.shifts,
        roles=replace(
            problem.roles, held=np.where(is_open, 0, problem.roles.capacity).astype(problem.roles.held.dtype)
        ),
        confirmed=engine.Confirmed.of(volunteer=[], role=[]),
        options=problem.options,
    )
    return replace(gathered, problem=fresh)
