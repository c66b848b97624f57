"""Changes of records: what each makes of the files."""
