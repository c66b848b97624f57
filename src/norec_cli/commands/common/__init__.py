"""What commands share: options, words made into values, editing, the store."""
