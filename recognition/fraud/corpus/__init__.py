"""A made-up country with honest people, look-alikes and planted fraud: the same for the same seed, free to use.

The labels stay here. A detector is handed the registry alone; identifiers are shuffled, so that their order tells
nothing.
"""

from recognition.fraud.corpus.making import Corpus, make_corpus
from recognition.fraud.corpus.scoring import Scores, score

__all__ = ["Corpus", "Scores", "make_corpus", "score"]
