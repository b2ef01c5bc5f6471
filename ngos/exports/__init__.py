"""What the register gives away as files."""
