"""Forms by part of the journey."""
