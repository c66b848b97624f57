"""Formats that write any sheet."""
