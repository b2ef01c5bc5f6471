"""The officer's pages about calls for money."""
