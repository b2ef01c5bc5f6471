"""Pages for guests, volunteers, NGOs, akimats and moderators."""
