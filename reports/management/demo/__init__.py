"""An invented country of volunteers and organisations: the same seed and day give the same rows."""
