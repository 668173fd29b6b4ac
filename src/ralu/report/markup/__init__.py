"""How a table looks as HTML, in JupyterLab and in the report."""
