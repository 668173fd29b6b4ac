"""Tables of the chapter on safety."""
