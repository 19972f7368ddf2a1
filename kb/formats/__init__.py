"""Answers as JSON, CSV and plain text, from the same shapes."""
