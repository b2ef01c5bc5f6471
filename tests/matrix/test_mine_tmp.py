import pytest
from tests.matrix import policy
from tests.matrix.test_matrix import *  # noqa
from tests.matrix.test_matrix import Walker, wrong_cells, unlike, heard
from tests.matrix.doors import all_doors
MINE = ("fund", "commission:", "guest:call", "ngo:application", "ngo:complain", "ngo:money", "ngo:withdraw_app", "akimat:call", "akimat:contract", "akimat:correct", "akimat:edit_call", "akimat:publish_call", "akimat:reply", "akimat:new_call", "ngo:funding")
def test_mine(world):
    doors = [d for d in all_doors() if d.name.startswith(MINE)]
    assert len(doors) > 30
    bad = []
    for role in policy.ROLES:
        cells = Walker.as_role(world, role).walk(doors)
        bad += wrong_cells(cells) + unlike(cells) + [l for c in cells for l in c.leaks]
    print("\n".join(bad)); assert bad == []
