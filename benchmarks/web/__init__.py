"""What the web application is measured on: a database as full as the country, pages, rankings and loading."""
