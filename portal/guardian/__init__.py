"""The guardian's front door: one page behind a secret link, without an account."""
