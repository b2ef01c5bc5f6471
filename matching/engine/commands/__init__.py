"""The commands of ``python -m matching.engine``, one module per form of a problem."""
