"""Tests of what records are made of."""
