"""Pages of an organisation's coordinators: events, rosters, who came, hours."""
