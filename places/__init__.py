"""Administrative territories, points and distance."""
