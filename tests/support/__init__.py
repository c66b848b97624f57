"""What tests share: the program in a world of its own, stores, records, faults of the disk."""
