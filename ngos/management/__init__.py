"""Commands, the tables that come with the product, and opportunities out of spreadsheets."""
