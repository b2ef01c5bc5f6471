"""The akimat officer's pages: participation of young people in a region, and its files."""
