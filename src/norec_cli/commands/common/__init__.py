"""Parts that several commands share: options, conversion of arguments, editing, opening the store."""
