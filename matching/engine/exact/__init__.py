"""The exact search for small problems: a mixed-integer programme, and prices that prove its answer."""
