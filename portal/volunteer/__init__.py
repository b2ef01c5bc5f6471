"""Pages of volunteers: joining, signing in, what fits, shifts, hours, profile."""
