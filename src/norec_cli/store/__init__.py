"""The files of a store: finding them, reading them with every line checked, changing them safely."""
