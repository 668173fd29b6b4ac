"""The report's tables, figures and results in the formats that people work on with."""
