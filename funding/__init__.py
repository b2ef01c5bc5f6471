"""Calls for the state social order, grants and prizes: from the published rules to what the money did."""
