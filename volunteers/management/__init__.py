"""The tables that come with the product, and people out of spreadsheets."""
