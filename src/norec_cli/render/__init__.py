"""Presentation: a layout makes a sheet of a report, a format writes any sheet, the screen prints it."""
