"""Commands of the register, and reading of official lists."""
