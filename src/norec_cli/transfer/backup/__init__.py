"""A whole store as one file, and a store made of such a file."""
