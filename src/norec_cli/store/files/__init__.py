"""Files of a store on the disk: opened, locked, written all together or not at all."""
