"""Writes of reports."""

from reports.services.cube import CubeCheck, catch_up, check_cube, rebuild
from reports.services.papers import own_document
from reports.services.snapshots import freeze, publish, sign
from reports.services.verifying import Verification, verify_file

__all__ = [
    "CubeCheck",
    "Verification",
    "catch_up",
    "check_cube",
    "freeze",
    "own_document",
    "publish",
    "rebuild",
    "sign",
    "verify_file",
]
