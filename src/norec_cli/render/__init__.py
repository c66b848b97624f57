"""How answers look. A view lays a report out as a sheet; a format writes any sheet; the screen prints it."""
