"""Open data: what is published, in which files, under which licence, and the catalogue of it all."""
