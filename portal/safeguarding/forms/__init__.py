"""Forms of the officers. None has a place for a file: papers are looked at and never kept."""
