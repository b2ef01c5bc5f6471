"""Writes of reports."""

from reports.services.cube import CubeCheck, catch_up, check_cube, rebuild

__all__ = ["CubeCheck", "catch_up", "check_cube", "rebuild"]
