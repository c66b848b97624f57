"""What a person types: one file per noun or report. Each parses, calls and hands to render; none does arithmetic."""
