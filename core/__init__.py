"""The small floor every other app stands on."""
