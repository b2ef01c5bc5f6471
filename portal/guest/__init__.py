"""Pages anybody may read: search, opportunities, organisations, regions, and what the service says about itself."""
