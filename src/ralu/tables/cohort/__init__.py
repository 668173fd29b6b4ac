"""Tables of the chapter on the cohort."""
