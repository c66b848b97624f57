"""Pieces that reports are made of: the flow table, rows, groups and the arithmetic of balance."""
