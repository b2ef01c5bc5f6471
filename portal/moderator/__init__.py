"""Pages of the register's reviewers."""
