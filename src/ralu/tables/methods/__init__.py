"""Tables and passages on data and methods, and the synopsis."""
