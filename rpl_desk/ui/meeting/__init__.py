"""Meeting mode: a meeting of the panel as it runs."""
