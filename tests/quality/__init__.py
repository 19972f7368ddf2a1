"""What every page keeps to, as the tools see it that judge pages for a living."""
