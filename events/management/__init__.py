"""Commands, and the tables that come with the product."""
