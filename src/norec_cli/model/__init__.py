"""The nouns: partner, exchange, country, settings, and what makes each of them valid.

Nothing here knows of files, screens or command lines.
"""
