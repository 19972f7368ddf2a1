"""Imports from registers: rows read elsewhere become records, whatever is on record already. Resumable, repeatable, undoable."""
