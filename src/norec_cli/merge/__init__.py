"""Merge two stores: find the records that are the same, and choose their values."""
