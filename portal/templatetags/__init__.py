"""Template tags: ``{% load asar %}`` brings all of them."""
