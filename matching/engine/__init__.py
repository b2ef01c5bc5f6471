"""The matching engine: arrays in, arrays out, no framework."""
