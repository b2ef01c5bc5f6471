"""What can be wrong with a profile."""

from django.utils.translation import gettext_lazy as _

from core.errors import Conflict, InvalidInput, NotFound


class BirthDateImpossible(InvalidInput):
    """Nobody alive was born that day."""

    code = "volunteers.birth_date_impossible"
    message = _("This date of birth is not possible. Write day, month and year, for example 14 3 2010.")
    field = "birth_date"


class TooYoung(InvalidInput):
    """Below the joining age."""

    code = "volunteers.too_young"
    message = _("You can join from the age of %(years)s. Until then, come along with a parent.")
    field = "birth_date"


class FreeTimeUnknown(InvalidInput):
    """A slot that the table of free times does not have."""

    code = "volunteers.free_time_unknown"
    message = _("One of the free times is not in the table. Choose day and part of day from it.")
    field = "free_times"


class SkillUnknown(InvalidInput):
    """A skill that is not in the catalogue."""

    code = "volunteers.skill_unknown"
    message = _("We do not know the skill “%(skill)s”. Choose one from the list.")
    field = "skills"


class SkillLevelUnknown(InvalidInput):
    """A level outside 1 to 3."""

    code = "volunteers.skill_level_unknown"
    message = _("A skill level is 1, 2 or 3.")
    field = "skills"


class ProfileOutOfRange(InvalidInput):
    """A number of the profile outside its bounds."""

    code = "volunteers.profile_out_of_range"
    message = _("%(what)s must be between %(low)s and %(high)s.")


class NoProfile(NotFound):
    """The person has no volunteer profile."""

    code = "volunteers.no_profile"
    message = _("You have no volunteer profile yet. It takes a minute to make one.")


class ProfileExists(Conflict):
    """The person is a volunteer already."""

    code = "volunteers.profile_exists"
    message = _("You already have a volunteer profile.")


class HomeWithoutPoint(InvalidInput):
    """A territory whose centre we do not know."""

    code = "volunteers.home_without_point"
    message = _("We do not know where this place lies. Choose the nearest town instead.")
    field = "home"
