"""Who and what suits best, at once: everybody and every role kept ready in memory, and a plain scan of a problem."""
