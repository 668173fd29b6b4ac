"""Tables of the chapter on biomarkers."""
