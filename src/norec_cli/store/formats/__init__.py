"""What the files of a store say, read and written."""
