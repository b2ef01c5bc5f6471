"""Tables of reports."""

from reports.models.comparison import Comparison
from reports.models.cube import CubeCell, CubeFact, CubeShard
from reports.models.population import YouthPopulation
from reports.models.snapshot import Publication, PublishedFile, Signature, Snapshot

__all__ = [
    "Comparison",
    "CubeCell",
    "CubeFact",
    "CubeShard",
    "Publication",
    "PublishedFile",
    "Signature",
    "Snapshot",
    "YouthPopulation",
]
