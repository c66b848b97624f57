"""Helpers that tests share: the program with replaced surroundings, stores, records, failing disks."""
