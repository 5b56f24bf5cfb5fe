"""A trained model and what is asked for -> new rows."""
