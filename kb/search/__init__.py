"""Full-text search: the user's words to a request, an engine behind an interface, and the index kept in step."""
