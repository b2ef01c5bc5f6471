"""Users, roles, grants and consent."""
