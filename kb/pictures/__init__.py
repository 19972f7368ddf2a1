"""Pictures of what is on record: drawn as SVG from plain shapes, each with a table that holds the same."""
