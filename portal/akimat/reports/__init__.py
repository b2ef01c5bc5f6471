"""Official reports: frozen, signed, published."""
