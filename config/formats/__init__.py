"""How each language writes dates, times and numbers, where Django does not know or knows otherwise."""
