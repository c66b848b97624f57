"""The nouns: partner, project, exchange, country, settings, and what makes each of them valid.

Nothing here reads or writes files, screens or command lines.
"""
