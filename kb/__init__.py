"""A research knowledge base of projects, partners and findings."""

__version__ = "0.1.0"
