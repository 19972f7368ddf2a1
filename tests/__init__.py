"""Tests of the knowledge base; they mirror the package."""
